import { poolsByMean, type TunedModel } from './parts';

/** The lines of Python that load an export and classify one text. */
export function codeLines(tuned: TunedModel, kind: 'adapter' | 'model'): string {
  if (poolsByMean(tuned)) return kind === 'adapter' ? meanAdapter(tuned) : meanModel();
  return kind === 'adapter' ? adapter(tuned) : model();
}

function model(): string {
  return [
    'from transformers import AutoModelForSequenceClassification, AutoTokenizer',
    'model = AutoModelForSequenceClassification.from_pretrained("model")',
    'logits = model(**AutoTokenizer.from_pretrained("model")("your text", return_tensors="pt")).logits',
  ].join('\n');
}

function adapter({ job, labels }: TunedModel): string {
  return [
    'from peft import PeftModel',
    'from transformers import AutoModelForSequenceClassification',
    `base = AutoModelForSequenceClassification.from_pretrained(${JSON.stringify(job.model)}, num_labels=${labels.length})`,
    'model = PeftModel.from_pretrained(base, "adapter")',
  ].join('\n');
}

function meanModel(): string {
  return [
    'from sentence_transformers import SentenceTransformer',
    'model = SentenceTransformer("model")',
    'logits = model.encode("your text")',
  ].join('\n');
}

function meanAdapter({ job }: TunedModel): string {
  return [
    'from peft import PeftModel',
    'from transformers import AutoModel',
    `model = PeftModel.from_pretrained(AutoModel.from_pretrained(${JSON.stringify(job.model)}), "adapter")`,
    '# mean over tokens, then the linear layer in 2_Dense, gives the logits',
  ].join('\n');
}

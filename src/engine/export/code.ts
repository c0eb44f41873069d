import { isForeign, longestText, poolsByMean, type TunedModel } from './parts';

/** The lines of Python that load an export and give the logits of one text. */
export function codeLines(tuned: TunedModel, kind: 'adapter' | 'model'): string {
  const lines = kind === 'adapter' ? adapter(tuned) : model(tuned);
  return lines.join('\n');
}

function model(tuned: TunedModel): string[] {
  if (poolsByMean(tuned)) {
    return [
      'from sentence_transformers import SentenceTransformer',
      'logits = SentenceTransformer("model").encode("your text")',
    ];
  }
  const cls = classOf(tuned);
  return [
    `from transformers import ${cls}, AutoTokenizer`,
    `model = ${cls}.from_pretrained("model")`,
    inputs(tuned, 'model'),
    'logits = model(**inputs).logits',
  ];
}

function adapter(tuned: TunedModel): string[] {
  if (isForeign(tuned)) {
    return [
      '# in a clone of Graft Studio, with your texts as rows of a file',
      `npm run --silent graft -- predict --model ${JSON.stringify(tuned.base)} --adapter adapter --task ${tuned.task.id} --data texts.csv`,
    ];
  }
  const bare = poolsByMean(tuned);
  const cls = bare ? 'AutoModel' : classOf(tuned);
  const head = bare || tuned.labels.length === 0 ? '' : `, num_labels=${tuned.labels.length}`;
  return [
    ...(bare ? ['import torch'] : []),
    'from peft import PeftModel',
    ...(bare ? ['from safetensors.torch import load_file'] : []),
    `from transformers import ${cls}, AutoTokenizer`,
    `base = ${cls}.from_pretrained(${JSON.stringify(tuned.base)}${head}).float()`,
    'model = PeftModel.from_pretrained(base, "adapter").eval()',
    inputs(tuned, tuned.base),
    ...(bare ? meanHead(tuned) : ['logits = model(**inputs).logits']),
  ];
}

/** The class that finds the family's own for the task: AutoModelForSequenceClassification. */
function classOf({ family, task }: TunedModel): string {
  return family.architectures[task.id]?.replace(/^.*?(?=For)/, 'AutoModel') ?? 'AutoModel';
}

function inputs(tuned: TunedModel, tokenizer: string): string {
  const cut = `truncation=True, max_length=${longestText(tuned)}`;
  return `inputs = AutoTokenizer.from_pretrained(${JSON.stringify(tokenizer)})("your text", ${cut}, return_tensors="pt")`;
}

/** One text has no padding, so the mean needs no mask. */
function meanHead({ method, methodConfig }: TunedModel): string[] {
  const { count = 0, pooled = false } = method.virtual?.(methodConfig) ?? {};
  // Virtual words come out as states of their own; prefixes do not.
  const states = pooled ? `last_hidden_state[:, ${count}:]` : 'last_hidden_state';
  return [
    `mean = model(**inputs).${states}.mean(1)  # of one text; mask the padding of several`,
    'head = load_file("adapter/2_Dense/model.safetensors")',
    'logits = torch.nn.functional.linear(mean, head["linear.weight"], head["linear.bias"])',
  ];
}

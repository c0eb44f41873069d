import { codeLines } from './code';
import type { TunedModel } from './parts';

/** README.md of an export: what it is, how it was made, how it scored, how to load it. */
export function modelCard(tuned: TunedModel, kind: 'adapter' | 'model'): string {
  const { job, method, methodConfig, labels, modelLabel, metrics } = tuned;
  const library = kind === 'adapter' ? 'peft' : 'transformers';
  const settings = Object.entries(methodConfig).map(
    ([key, value]) => `${key} ${JSON.stringify(value)}`,
  );
  const scores = Object.entries(metrics)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([name, value]) => `| ${name} | ${value.toFixed(4)} |`);
  const table =
    scores.length > 0
      ? ['', '| metric on the validation rows | value |', '|---|---|', ...scores]
      : [];
  return [
    '---',
    `library_name: ${library}`,
    `base_model: ${job.model}`,
    'tags:',
    '- text-classification',
    '---',
    '',
    `# ${modelLabel}, tuned with ${method.label}`,
    '',
    `Tuned in Graft Studio on ${job.data.train} (${labels.length} classes: ${labels.join(', ')}).`,
    `Method: ${method.label}${settings.length > 0 ? ` (${settings.join(', ')})` : ''}; seed ${job.training.seed}.`,
    ...table,
    '',
    '```python',
    codeLines(tuned, kind),
    '```',
    '',
  ].join('\n');
}

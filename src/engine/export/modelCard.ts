import { codeLines } from './code';
import { poolsByMean, type TunedModel } from './parts';

/** README.md of an export: what it is, how it was made, how it scored, how to load it. */
export function modelCard(tuned: TunedModel, kind: 'adapter' | 'model'): string {
  const { job, method, methodConfig, labels, base } = tuned;
  const settings = Object.entries(methodConfig).map(
    ([key, value]) => `${key} ${JSON.stringify(value)}`,
  );
  return [
    '---',
    `library_name: ${libraryOf(tuned, kind)}`,
    `base_model: ${/^[\w./-]+$/.test(base) ? base : JSON.stringify(base)}`,
    'pipeline_tag: text-classification',
    '---',
    '',
    `# ${base.split('/').at(-1)}, tuned with ${method.label}`,
    '',
    `Tuned in Graft Studio on ${fileName(job.data.train)} (${labels.length} classes: ${labels.join(', ')}).`,
    `Method: ${method.label}${settings.length > 0 ? ` (${settings.join(', ')})` : ''}; seed ${job.training.seed}.`,
    ...packedLine(tuned, kind),
    ...scoreTable(tuned),
    '',
    '```python',
    codeLines(tuned, kind),
    '```',
    '',
  ].join('\n');
}

function libraryOf(tuned: TunedModel, kind: 'adapter' | 'model'): string {
  if (kind === 'adapter') return tuned.method.peft?.foreign ? 'graft-studio' : 'peft';
  return poolsByMean(tuned) ? 'sentence-transformers' : 'transformers';
}

/** What a reader must know of a base that was not exact. */
function packedLine({ packed, job }: TunedModel, kind: 'adapter' | 'model'): string[] {
  if (!packed) return [];
  const what =
    kind === 'model'
      ? 'this model holds their values'
      : 'on the exact base it answers a little differently';
  return [`Its frozen weights lay in ${job.precision} while it trained; ${what}.`];
}

/** A dataset's name without the folders of this machine. */
function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** One column a split, one line a metric; nothing where nothing was scored. */
function scoreTable({ scores }: TunedModel): string[] {
  const names = Object.keys(scores[0]?.metrics ?? {}).filter((name) =>
    scores.every(({ metrics }) => metrics[name] === null || typeof metrics[name] === 'number'),
  );
  if (names.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '',
    line(['metric', ...scores.map(({ split, step }) => `${split} rows, after step ${step}`)]),
    line(['---', ...scores.map(() => '---')]),
    ...names.map((name) => line([name, ...scores.map(({ metrics }) => metricText(metrics[name]))])),
  ];
}

/** A metric, or that it has no value on these rows. */
function metricText(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(4) : 'undefined';
}

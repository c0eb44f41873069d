import type { Executor } from '../backends/executor';
import { NO_TARGET } from '../core/target';
import type { Dataset } from '../data';
import { adapterUnavailable } from '../export/adapter';
import { mergedValues, modelUnavailable } from '../export/mergedModel';
import type { Example, ExampleList } from '../tasks/task';
import { defineMethod, roomForText } from '../tuning/method';
import { tunedModel } from './exports';
import { hide } from './hiding';
import { firstExamples, Run } from './run';

/** How far a merged model answers otherwise than its base with the adapter beside it. */
export interface MergeCheck {
  readonly rows: number;
  /** Largest absolute difference of a logit. */
  readonly largestDifference: number;
}

/** Rows that are asked: enough to meet every class, few enough to wait for. */
const MOST_ROWS = 64;
/** Where every place has a logit for each word of the vocabulary. */
const FEW_ROWS = 8;

/** A network without any method: what a merged model is to whoever opens it. */
const NONE = defineMethod({
  id: 'none',
  label: '',
  summary: '',
  paper: null,
  group: 'own',
  fields: [],
  learningRate: 0,
  parameters: () => [],
  hooks: () => ({ trainable: () => false }),
  cachesFrozen: () => false,
});

/** Whether a run's adapter can be merged, so that there is something to compare. */
export function mergeable(run: Run): boolean {
  const tuned = tunedModel(run, []);
  return adapterUnavailable(tuned) === '' && modelUnavailable(tuned) === '';
}

/** The first rows of a file as a run reads them, without their labels: for a run whose data is not open. */
export function firstRows({ parts }: Run, dataset: Dataset): Example[] {
  const { model, method, methodConfig, job } = parts;
  const { text, textPair } = parts.data.columns;
  const column = (name: string | undefined): number => dataset.columns.indexOf(name ?? '');
  const [first, second] = [column(text), column(textPair)];
  if (first < 0) return [];
  const room = roomForText(model.model.shape, method, methodConfig);
  const maxTokens = Math.min(job.training.maxTokens, room);
  return Array.from({ length: Math.min(MOST_ROWS, dataset.rowCount) }, (_, row) => {
    const pair = second < 0 ? null : dataset.text(row, second);
    const { ids, typeIds } = model.tokenizer.encode(dataset.text(row, first), pair, { maxTokens });
    return hide({ ids, typeIds, target: NO_TARGET, row }, parts, job.training.seed);
  });
}

/**
 * Answers the first of these examples with the run as it is and with its merged weights in a plain
 * network on `executor`, which is taken over and freed.
 */
export async function checkMerge(
  run: Run,
  examples: ExampleList,
  executor: Executor,
): Promise<MergeCheck> {
  const asked = firstExamples(examples, 0, run.parts.task.masks ? FEW_ROWS : MOST_ROWS);
  const beside = await run.logits(asked);
  const { parts } = run;
  try {
    const merged = await Run.create(
      {
        ...parts,
        job: { ...parts.job, precision: 'f32' },
        method: NONE,
        methodConfig: {},
        adapter: await mergedValues(tunedModel(run, [])),
      },
      executor,
    );
    const plain = await merged.logits(asked);
    const differences = beside.map((logit, i) => Math.abs(logit - (plain[i] as number)));
    return {
      rows: asked.length,
      largestDifference: differences.reduce((a, b) => Math.max(a, b), 0),
    };
  } finally {
    executor.dispose();
  }
}

import type { Executor } from '../../src/engine/backends/executor';
import type { ByteSource, FileMap } from '../../src/engine/core/bytes';
import { defaultsOf } from '../../src/engine/core/fields';
import { createRandom } from '../../src/engine/core/rng';
import type { Precision } from '../../src/engine/job';
import { checkJob, openDataset, openModel, prepareJob } from '../../src/engine/session';
import type { LoadedModel } from '../../src/engine/session/loadedModel';
import type { PreparedData } from '../../src/engine/session/preparedData';
import { loadWeights } from '../../src/engine/session/weights';
import { sequenceClassification } from '../../src/engine/tasks/sequenceClassification';
import type { Example } from '../../src/engine/tasks/task';
import { buildNetwork, type Network } from '../../src/engine/training/network';
import { OPTIMIZERS } from '../../src/engine/training/registry';
import { Trainer } from '../../src/engine/training/trainer';
import { METHODS } from '../../src/engine/tuning/registry';

const LABELS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The bundled MiniLM, its weights unread. */
export function openMiniLm(files: FileMap): Promise<LoadedModel> {
  return openModel({ id: 'm', label: 'MiniLM', files });
}

/** The graphs of MiniLM tuned by a method with its defaults. */
export function miniLmNetwork(
  model: LoadedModel,
  method: keyof typeof METHODS,
  precision: Precision = 'f32',
): Network {
  return buildNetwork({
    model: model.model,
    method: METHODS[method],
    methodConfig: defaultsOf(METHODS[method].fields),
    task: sequenceClassification,
    taskConfig: { ...defaultsOf(sequenceClassification.fields), pooling: 'pooler', labels: LABELS },
    dropout: 0,
    precision,
  });
}

/** A trainer of MiniLM by a method, with room for `N` tokens in `S` sequences. */
export async function miniLmTrainer(
  model: LoadedModel,
  executor: Executor,
  method: keyof typeof METHODS,
  capacity: { N: number; S: number },
  precision: Precision = 'f32',
): Promise<Trainer> {
  const network = miniLmNetwork(model, method, precision);
  await loadWeights(executor, network, model, 1, new Map());
  const optimizer = OPTIMIZERS.adamw;
  const optimizerConfig = defaultsOf(optimizer.fields);
  return Trainer.create({
    executor,
    network,
    optimizer,
    optimizerConfig,
    headRate: 1,
    maxGradNorm: 1,
    seed: 1,
    capacity,
  });
}

/** Random sequences of one length. */
export function randomExamples(rows: number, tokens: number, vocabulary = 30522): Example[] {
  const random = createRandom(9, 9);
  return Array.from({ length: rows }, (_, row) => ({
    ids: Int32Array.from({ length: tokens }, () => random.integer(vocabulary)),
    typeIds: new Int32Array(tokens),
    target: Int32Array.of(random.integer(LABELS.length)),
    row,
  }));
}

/** The support tickets as the studio prepares them. */
export async function ticketData(model: LoadedModel, file: ByteSource): Promise<PreparedData> {
  const train = await openDataset(file);
  const job = checkJob({
    version: 1,
    model: 'm',
    data: { train: 'support-tickets.csv', validation: null },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
  });
  return (await prepareJob({ job, model, datasets: { train } })).parts.data;
}

/** Every example filled up to the length of the longest, as padded batches compute it. */
export function padded(examples: readonly Example[]): Example[] {
  const longest = Math.max(...examples.map(({ ids }) => ids.length));
  return examples.map((example) => {
    const ids = new Int32Array(longest);
    ids.set(example.ids);
    return { ...example, ids, typeIds: new Int32Array(longest) };
  });
}

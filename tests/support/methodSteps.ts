import { createWasmExecutor } from '../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../src/engine/backends/wasm/nodeThread';
import { type Config, defaultsOf } from '../../src/engine/core/fields';
import { bert } from '../../src/engine/models/bert';
import { initialize } from '../../src/engine/nn/initialize';
import { type ParameterSpec, parameterSize } from '../../src/engine/nn/parameters';
import { sequenceClassification } from '../../src/engine/tasks/sequenceClassification';
import { buildNetwork } from '../../src/engine/training/network';
import { sgd } from '../../src/engine/training/optimizers';
import { Trainer } from '../../src/engine/training/trainer';
import type { Method } from '../../src/engine/tuning/method';
import { ROWS } from '../engine/parity/tinyRows';
import { fixtureJson } from './fixtures';

const BATCH = ROWS.slice(0, 5);

/**
 * Losses of these steps, none of which moves a weight, and the logits after them, of a tiny BERT with a
 * method and without dropout of its own. `drawn` may change how parameters begin.
 */
export async function methodSteps(
  method: Method,
  config: Config,
  steps: readonly number[] = [3],
  drawn: (spec: ParameterSpec, values: Float32Array) => Float32Array = (_, values) => values,
): Promise<{ losses: number[]; logits: Float32Array }> {
  const executor = await createWasmExecutor({ threads: 1, startThread: startNodeThread });
  const network = buildNetwork({
    model: bert.open(await fixtureJson('parity/tiny-bert/config.json')),
    method,
    methodConfig: { ...defaultsOf(method.fields), ...config },
    task: sequenceClassification,
    taskConfig: {
      ...defaultsOf(sequenceClassification.fields),
      pooling: 'pooler',
      labels: ['a', 'b', 'c'],
    },
    dropout: 0,
    precision: 'f32',
  });
  for (const spec of network.parameters) {
    executor.createVariable(spec.name, parameterSize(spec));
    executor.writeVariable(spec.name, drawn(spec, initialize(spec, 1)));
  }
  const trainer = await Trainer.create({
    ...{ executor, network, optimizer: sgd, seed: 1 },
    ...{ optimizerConfig: defaultsOf(sgd.fields), headRate: 1, maxGradNorm: 1 },
    capacity: { N: 160, S: 8 },
  });
  const losses: number[] = [];
  for (const step of steps) losses.push((await trainer.step([BATCH], step, 0)).loss);
  const logits = await trainer.logits(BATCH);
  executor.dispose();
  return { losses, logits };
}

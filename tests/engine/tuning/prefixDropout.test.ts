import { describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import { defaultsOf } from '../../../src/engine/core/fields';
import { bert } from '../../../src/engine/models/bert';
import { initialize } from '../../../src/engine/nn/initialize';
import { parameterSize } from '../../../src/engine/nn/parameters';
import { sequenceClassification } from '../../../src/engine/tasks/sequenceClassification';
import { buildNetwork } from '../../../src/engine/training/network';
import { sgd } from '../../../src/engine/training/optimizers';
import { Trainer } from '../../../src/engine/training/trainer';
import { pTuningV2 } from '../../../src/engine/tuning/pTuningV2';
import { fixtureJson } from '../../support/fixtures';
import { ROWS } from '../parity/tinyRows';

const CONFIG = await fixtureJson('parity/tiny-bert/config.json');
const BATCH = ROWS.slice(0, 5);

/** Losses of these steps and logits, of P-tuning v2 with a prefix of this size and dropout. */
async function found(dropout: number, prefix: number, steps: readonly number[] = [3]) {
  const executor = await createWasmExecutor({ threads: 1, startThread: startNodeThread });
  const network = buildNetwork({
    model: bert.open(CONFIG),
    method: pTuningV2,
    methodConfig: { ...defaultsOf(pTuningV2.fields), virtualTokens: 4, dropout },
    task: sequenceClassification,
    taskConfig: { pooling: 'pooler', labels: ['a', 'b', 'c'] },
    dropout: 0,
    precision: 'f32',
  });
  for (const spec of network.parameters) {
    const own = spec.name.startsWith('prompt_encoder');
    const data = initialize(spec, 1).map((value, i) => (own ? prefix * Math.sin(i + 1) : value));
    executor.createVariable(spec.name, parameterSize(spec));
    executor.writeVariable(spec.name, data);
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

describe('dropout of a prefix (Liu et al. 2022)', () => {
  it('hides another part of it in every step, and the same in the same step', async () => {
    const { losses } = await found(0.5, 3, [3, 4, 3]);
    expect(losses[2]).toBe(losses[0]);
    expect(losses[1]).not.toBe(losses[0]);
    expect(losses[0]).not.toBe((await found(0, 3)).losses[0]);
  });

  it('leaves answers alone', async () => {
    expect((await found(0.5, 3)).logits).toEqual((await found(0, 3)).logits);
  });

  it('leaves the text alone: a prefix of zeros has nothing to hide', async () => {
    expect((await found(0.5, 0)).losses).toEqual((await found(0, 0)).losses);
  });

  it('scales what is left, so that on average a small prefix acts as the whole of it', async () => {
    const steps = Array.from({ length: 200 }, (_, step) => step);
    const { losses } = await found(0.5, 0.3, steps);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
    const error = Math.sqrt(squares) / losses.length;
    const [whole] = (await found(0, 0.3)).losses;
    expect(Math.abs(mean - Number(whole))).toBeLessThan(4 * error);
  });
});

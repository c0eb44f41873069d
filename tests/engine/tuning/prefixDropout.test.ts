import { describe, expect, it } from 'vitest';
import { pTuningV2 } from '../../../src/engine/tuning/pTuningV2';
import { methodSteps } from '../../support/methodSteps';

/** Losses and logits of P-tuning v2 with a prefix of this size and dropout. */
function found(dropout: number, prefix: number, steps?: readonly number[]) {
  const config = { virtualTokens: 4, dropout };
  return methodSteps(pTuningV2, config, steps, ({ name }, values) =>
    name.startsWith('prompt_encoder') ? values.map((_, i) => prefix * Math.sin(i + 1)) : values,
  );
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

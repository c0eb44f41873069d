import { describe, expect, it } from 'vitest';
import { pTuning } from '../../../src/engine/tuning/pTuning';
import { methodSteps } from '../../support/methodSteps';

/** Losses and logits of P-tuning through an LSTM. */
function found(config: object, steps?: readonly number[]) {
  const lstm = { encoder: 'lstm', encoderHiddenSize: 20, virtualTokens: 4, ...config };
  return methodSteps(pTuning, lstm, steps);
}

describe('dropout between the layers of P-tuning’s LSTM', () => {
  it('hides another part in every step, and the same in the same step', async () => {
    const { losses } = await found({ encoderDropout: 0.5 }, [3, 4, 3]);
    expect(losses[2]).toBe(losses[0]);
    expect(losses[1]).not.toBe(losses[0]);
    expect(losses[0]).not.toBe((await found({})).losses[0]);
  });

  it('leaves answers alone', async () => {
    expect((await found({ encoderDropout: 0.5 })).logits).toEqual((await found({})).logits);
  });

  it('hides nothing of a single layer, as torch.nn.LSTM does not', async () => {
    const one = { encoderLayers: 1 };
    const { losses } = await found({ ...one, encoderDropout: 0.5 });
    expect(losses).toEqual((await found(one)).losses);
  });
});

import { adapter } from './adapter';
import { bitfit } from './bitfit';
import { dora } from './dora';
import { freeze } from './freeze';
import { full } from './full';
import { headOnly } from './headOnly';
import { ia3 } from './ia3';
import { layerNorm } from './layerNorm';
import { lora } from './lora';
import type { Method } from './method';
import { prefixTuning } from './prefix';
import { promptTuning } from './prompt';
import { pTuning } from './pTuning';
import { pTuningV2 } from './pTuningV2';

/** Every way of tuning, in the order the studio lists them. */
export const METHODS = {
  full,
  freeze,
  'head-only': headOnly,
  lora,
  dora,
  adapter,
  ia3,
  bitfit,
  'layer-norm': layerNorm,
  prefix: prefixTuning,
  prompt: promptTuning,
  'p-tuning': pTuning,
  'p-tuning-v2': pTuningV2,
} satisfies Record<string, Method>;

import { bitfit } from './bitfit';
import { dora } from './dora';
import { freeze } from './freeze';
import { full } from './full';
import { headOnly } from './headOnly';
import { ia3 } from './ia3';
import { layerNorm } from './layerNorm';
import { lora } from './lora';
import type { Method } from './method';

/** Every way of tuning, in the order the studio lists them. */
export const METHODS = {
  full,
  freeze,
  'head-only': headOnly,
  lora,
  dora,
  ia3,
  bitfit,
  'layer-norm': layerNorm,
} satisfies Record<string, Method>;

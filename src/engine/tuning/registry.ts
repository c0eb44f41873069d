import { freeze } from './freeze';
import { full } from './full';
import { headOnly } from './headOnly';
import { lora } from './lora';
import type { Method } from './method';

/** Every way of tuning, in the order the studio lists them. */
export const METHODS = {
  full,
  freeze,
  'head-only': headOnly,
  lora,
} satisfies Record<string, Method>;

import { bert } from './bert';
import type { Family } from './model';

/** Every family, by config.json's `model_type`. */
export const FAMILIES = { bert } satisfies Record<string, Family>;

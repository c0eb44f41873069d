import { EngineError } from '../core/errors';

/** Keys of every adapter_config.json, whatever its type (peft-spec §2.1). */
const COMMON = [
  'peft_type',
  'task_type',
  'base_model_name_or_path',
  'base_model_class',
  'parent_library',
  'revision',
  'inference_mode',
  'auto_mapping',
  'peft_version',
  'modules_to_save',
];

/** Keys of prompt learning, whose tensors say all that matters (peft-spec §2.1). */
export const PROMPT_KEYS = [
  'num_virtual_tokens',
  'token_dim',
  'num_transformer_submodules',
  'num_attention_heads',
  'num_layers',
];

/**
 * Refuses keys that nobody here knows, as newer versions of PEFT add them: a variant is often one flag
 * that changes the formula and no tensor. One whose value says nothing is left aside, for that is what
 * PEFT writes where a variant is not used.
 * @throws EngineError `adapter/unknown-keys` naming each with its value.
 */
export function refuseUnknownKeys(
  json: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  const keys = new Set([...COMMON, ...known]);
  const unknown = Object.entries(json).filter(
    ([key, value]) => !keys.has(key) && !saysNothing(value),
  );
  if (unknown.length === 0) return;
  const found = unknown.map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const version = typeof json.peft_version === 'string' ? ` of PEFT ${json.peft_version}` : '';
  throw new EngineError(
    'adapter/unknown-keys',
    `adapter_config.json${version} says ${found.join(', ')}, which is not known here and may change what the adapter computes`,
    {
      file: 'adapter_config.json',
      keys: unknown.map(([key]) => key),
      found,
      version: String(json.peft_version ?? ''),
    },
    'Merge the adapter into its base with PEFT and open the merged model; or take the keys out where they are mere notes.',
  );
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

import { EngineError } from '../core/errors';
import type { PeftAdapter } from '../files/peftAdapter';
import type { Method } from '../tuning/method';
import type { PeftFormat } from '../tuning/peft';
import type { LoadedModel } from './loadedModel';

/** A head for something else is no head of ours, and the backbone may be another class. */
export function checkTask(
  { task_type: type }: PeftAdapter['config'],
  known: readonly string[],
): void {
  const allowed = [...known, 'FEATURE_EXTRACTION'];
  if (type === undefined || type === null || allowed.includes(String(type))) return;
  throw new EngineError(
    'adapter/other-task',
    `adapter_config.json: task_type ${JSON.stringify(type)} is not one of ${allowed.join(', ')}`,
    { file: 'adapter_config.json', task_type: String(type), known: allowed },
    'Open an adapter that was trained for this task, or merge it into its base with PEFT and open the merged model.',
  );
}

/** Values of `peft_type` whose files a format reads. */
export function opens({ opens: types, type }: PeftFormat): readonly string[] {
  return types ?? [type];
}

/** What is thrown for a `peft_type` that no method reads. */
export function unknownType(type: string, methods: Readonly<Record<string, Method>>): EngineError {
  const types = Object.values(methods).flatMap(({ peft }) => (peft?.read ? opens(peft) : []));
  const known = [...new Set(types)];
  return new EngineError(
    'adapter/unknown-type',
    `adapter_config.json: peft_type "${type}" is not one the studio can continue (known: ${known.join(', ')})`,
    { file: 'adapter_config.json', peft_type: type, known },
    'Merge the adapter into its base with PEFT and open the merged model instead.',
  );
}

/** What is thrown for tensors that the base has no room for, or that are not there. */
export function otherBase(
  faults: readonly string[],
  config: Readonly<Record<string, unknown>>,
  model: LoadedModel,
): EngineError {
  const base = String(config.base_model_name_or_path ?? 'another model');
  return new EngineError(
    'adapter/other-base',
    `this adapter does not fit ${model.label}: ${faults.slice(0, 3).join('; ')}. It was trained on ${base}`,
    { base, model: model.id, faults },
    `Open ${base} first, then the adapter; where that is the model, adapter_config.json is not the one saved with these weights.`,
  );
}

/** A method's own fault, told as one of the file that asked for the method. */
export function ofAdapter(
  error: unknown,
  config: Readonly<Record<string, unknown>>,
  model: LoadedModel,
): unknown {
  if (!(error instanceof EngineError) || !error.code.startsWith('method/')) return error;
  const base = String(config.base_model_name_or_path ?? 'the model it was trained on');
  const fault = error.message.replace(/^method\.\w+: /, '');
  return new EngineError(
    'adapter/does-not-fit',
    `adapter_config.json does not fit ${model.label}: ${fault}`,
    { ...error.values, file: 'adapter_config.json', model: model.id, base, fault },
    `Open ${base} first, then the adapter.`,
  );
}

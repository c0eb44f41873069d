import type { Config, Field } from './fields';

/**
 * Completes a config from its field list: defaults for what is absent, a fault with its path for
 * every unknown key and every value of the wrong kind or out of range.
 */
export function completeConfig(
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
  path: string,
  faults: string[],
): Config {
  const known = new Set(fields.map(({ key }) => key));
  for (const key of Object.keys(given)) {
    if (!known.has(key))
      faults.push(`${path}.${key} is not known (known: ${[...known].join(', ') || 'none'})`);
  }
  return Object.fromEntries(
    fields.map((field) => {
      const value = given[field.key];
      if (value === undefined) return [field.key, field.default];
      const wanted = mismatch(field, value);
      if (wanted)
        faults.push(`${path}.${field.key} is ${JSON.stringify(value)}, expected ${wanted}`);
      return [field.key, (wanted ? field.default : value) as Config[string]];
    }),
  );
}

/** What a field wants where `value` is not it; null where it fits. */
export function mismatch(field: Field, value: unknown): string | null {
  switch (field.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'optional-boolean':
      return value === null || typeof value === 'boolean' ? null : 'true, false or null';
    case 'choice': {
      const values = field.options.map((option) => option.value);
      return values.includes(String(value)) ? null : `one of ${values.join(', ')}`;
    }
    case 'list':
      return isListOfNames(value) ? null : 'a list of different strings without blanks around them';
    case 'numbers':
      return Array.isArray(value) && value.every((item) => Number.isFinite(item))
        ? null
        : 'a list of numbers';
    case 'text':
      return typeof value === 'string' ? null : 'a text';
    case 'optional-number':
      return value === null ? null : numberMismatch(value, field, field.whole ?? false);
    default:
      return numberMismatch(value, field, field.kind === 'integer');
  }
}

function isListOfNames(value: unknown): boolean {
  if (!Array.isArray(value) || new Set(value).size < value.length) return false;
  return value.every((item) => typeof item === 'string' && item !== '' && item.trim() === item);
}

function numberMismatch(
  value: unknown,
  { min, max }: { readonly min?: number; readonly max?: number },
  whole: boolean,
): string | null {
  const kind = whole ? 'a whole number' : 'a number';
  const range = [
    min === undefined ? '' : ` of at least ${min}`,
    max === undefined ? '' : ` up to ${max}`,
  ].join('');
  const ok =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (!whole || Number.isInteger(value)) &&
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY);
  return ok ? null : kind + range;
}

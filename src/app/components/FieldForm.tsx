import { Chip, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import type { Config, Field } from '../../worker/protocol';
import { useCatalogWords } from '../i18n/catalog';
import { DecimalInput } from './DecimalInput';
import { NumbersInput } from './NumbersInput';

interface Props {
  readonly fields: readonly Field[];
  readonly values: Config;
  readonly onChange: (values: Config) => void;
  /** The fields alone, for a grid that holds several lists. */
  readonly bare?: boolean;
}

/** Draws any field list of the catalog. */
export function FieldForm({ fields, values, onChange, bare = false }: Props) {
  const shown = fields.filter((field) => isAsked(field, fields, values));
  if (shown.length === 0) return null;
  const inputs = shown.map((field) => (
    <FieldInput
      key={field.key}
      field={field}
      value={values[field.key] ?? field.default}
      onChange={(value) => onChange({ ...values, [field.key]: value })}
    />
  ));
  return bare ? inputs : <div className="fields">{inputs}</div>;
}

/** Whether the field that it hangs on, if any, is asked itself and has a value that calls for it. */
function isAsked({ when }: Field, fields: readonly Field[], values: Config): boolean {
  if (!when) return true;
  const other = fields.find(({ key }) => key === when.key);
  const value = values[when.key] ?? other?.default;
  return when.is.some((wanted) => wanted === value) && (!other || isAsked(other, fields, values));
}

interface InputProps {
  readonly field: Field;
  readonly value: Config[string];
  readonly onChange: (value: Config[string]) => void;
}

function FieldInput({ field, value, onChange }: InputProps) {
  const words = useCatalogWords();
  const about = {
    label: words(field.label),
    description: field.help && words(field.help),
    inputWrapperOrder: ['label', 'input', 'description'] as ('label' | 'input' | 'description')[],
  };
  switch (field.kind) {
    case 'boolean':
      return (
        <Switch
          label={about.label}
          description={about.description}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'optional-boolean':
      return (
        <NativeSelect
          {...about}
          value={String(value)}
          data={[
            { value: 'null', label: words('automatic') },
            { value: 'true', label: words('on') },
            { value: 'false', label: words('off') },
          ]}
          onChange={(event) => onChange(JSON.parse(event.currentTarget.value))}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...about}
          value={String(value)}
          data={field.options.map((option) => ({
            value: option.value,
            label: words(option.label),
          }))}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...about}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'list':
      return <ListInput field={field} value={value as readonly string[]} onChange={onChange} />;
    case 'numbers':
      // What only the data says is not asked.
      if (field.fromData) return null;
      return <NumbersInput {...about} value={value as readonly number[]} onChange={onChange} />;
    default: {
      const { min, max, unit } = field;
      const whole = field.kind === 'integer' || (field.kind === 'optional-number' && field.whole);
      return whole ? (
        <NumberInput
          {...about}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
          {...(unit === undefined ? {} : { suffix: ` ${words(unit)}` })}
          allowDecimal={false}
          hideControls
          value={value === null ? '' : Number(value)}
          onChange={(next) => {
            if (next !== value) onChange(next === '' ? field.default : Number(next));
          }}
        />
      ) : (
        <DecimalInput
          {...about}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
          {...(unit === undefined ? {} : { rightSection: words(unit) })}
          value={value === null ? null : Number(value)}
          onChange={(next) => onChange(next ?? field.default)}
        />
      );
    }
  }
}

function ListInput({ field, value, onChange }: InputProps & { readonly value: readonly string[] }) {
  const words = useCatalogWords();
  if (field.kind !== 'list') return null;
  if (!field.options) {
    return (
      <TextInput
        label={words(field.label)}
        description={field.help && words(field.help)}
        inputWrapperOrder={['label', 'input', 'description']}
        key={value.join(', ')}
        defaultValue={value.join(', ')}
        onBlur={(event) => onChange(split(event.currentTarget.value))}
      />
    );
  }
  const known = field.options.map((option) => option.value);
  // Names that are not among the options were set in a job and stay.
  const others = value.filter((item) => !known.includes(item));
  return (
    <fieldset className="choices">
      <legend>{words(field.label)}</legend>
      <div className="line wrap">
        {field.options.map((option) => (
          <Chip
            key={option.value}
            size="xs"
            radius={4}
            checked={value.includes(option.value)}
            onChange={(on) =>
              onChange([
                ...known.filter((item) => (item === option.value ? on : value.includes(item))),
                ...others,
              ])
            }
          >
            {words(option.label)}
          </Chip>
        ))}
      </div>
      {field.help && <p className="muted small">{words(field.help)}</p>}
    </fieldset>
  );
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

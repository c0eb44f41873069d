import { Checkbox, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import type { Config, Field } from '../../worker/protocol';

interface Props {
  readonly fields: readonly Field[];
  readonly values: Config;
  readonly onChange: (values: Config) => void;
}

/** Draws any field list of the catalog. */
export function FieldForm({ fields, values, onChange }: Props) {
  return (
    <div className="fields">
      {fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={values[field.key] ?? field.default}
          onChange={(value) => onChange({ ...values, [field.key]: value })}
        />
      ))}
    </div>
  );
}

interface InputProps {
  readonly field: Field;
  readonly value: Config[string];
  readonly onChange: (value: Config[string]) => void;
}

function FieldInput({ field, value, onChange }: InputProps) {
  const about = { label: field.label, description: field.help };
  switch (field.kind) {
    case 'boolean':
      return (
        <Switch
          {...about}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...about}
          value={String(value)}
          data={field.options.map((option) => ({ value: option.value, label: option.label }))}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'list':
      return <ListInput field={field} value={value as readonly string[]} onChange={onChange} />;
    default: {
      const limits = {
        ...(field.min === undefined ? {} : { min: field.min }),
        ...(field.max === undefined ? {} : { max: field.max }),
      };
      const whole = field.kind === 'integer' ? { allowDecimal: false } : {};
      return (
        <NumberInput
          {...about}
          {...limits}
          {...whole}
          value={value === null ? '' : Number(value)}
          onChange={(next) => onChange(next === '' ? field.default : Number(next))}
        />
      );
    }
  }
}

function ListInput({ field, value, onChange }: InputProps & { readonly value: readonly string[] }) {
  if (field.kind !== 'list') return null;
  if (!field.options) {
    const split = (text: string): string[] =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean);
    return (
      <TextInput
        label={field.label}
        description={field.help}
        value={value.join(', ')}
        onChange={(event) => onChange(split(event.currentTarget.value))}
      />
    );
  }
  const allowed = new Set(field.options.map((option) => option.value));
  return (
    <Checkbox.Group
      label={field.label}
      description={field.help}
      value={value.filter((item) => allowed.has(item))}
      onChange={(chosen) => onChange(chosen)}
      style={{ gridColumn: '1 / -1' }}
    >
      <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap', marginTop: 8 }}>
        {field.options.map((option) => (
          <Checkbox key={option.value} value={option.value} label={option.label} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { rateText } from '../format';

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'min' | 'max'> {
  readonly value: number | null;
  readonly min?: number;
  readonly max?: number;
  /** null where the field was emptied. */
  readonly onChange: (value: number | null) => void;
}

/** A number as people write small ones, too: 0.0005 or 5e-4. What is no number is not taken. */
export function DecimalInput({ value, min, max, onChange, ...input }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const read = (text: string): number | null | undefined => {
    if (text.trim() === '') return null;
    const number = Number(text.trim().replace(',', '.'));
    const fits = Number.isFinite(number) && number >= (min ?? -Infinity);
    return fits && number <= (max ?? Infinity) ? number : undefined;
  };
  const shown = draft ?? (value === null ? '' : rateText(value));
  return (
    <TextInput
      {...input}
      inputMode="decimal"
      value={shown}
      error={draft !== null && read(draft) === undefined}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setDraft(text);
        const number = read(text);
        if (number !== undefined && number !== value) onChange(number);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

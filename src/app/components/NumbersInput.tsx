import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { rateText } from '../format';

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: readonly number[];
  readonly onChange: (value: readonly number[]) => void;
}

/** Numbers in a row, taken when the field is left: 1, 4, 2.5. What holds something else is not taken. */
export function NumbersInput({ value, onChange, ...input }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const read = numbersIn(draft ?? '');
  return (
    <TextInput
      {...input}
      inputMode="decimal"
      value={draft ?? value.map(rateText).join(', ')}
      error={draft !== null && read === null}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        if (read === null) return;
        setDraft(null);
        if (draft !== null) onChange(read);
      }}
    />
  );
}

/** The numbers of a text, parted by commas, semicolons or blanks; null where something is none. */
function numbersIn(text: string): readonly number[] | null {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

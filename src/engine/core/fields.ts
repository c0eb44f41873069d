/**
 * Fields describe what a person may set. They live in the file of the thing they configure; the
 * config type is inferred from them, `catalog.describe()` sends them, and the UI draws them.
 */
interface FieldBase {
  readonly key: string;
  readonly label: string;
  /** One sentence: what it does and what to try. */
  readonly help: string;
  readonly unit?: string;
  /** Drawn folded away under "all settings". */
  readonly advanced?: boolean;
  /** Taken from the data where it is empty; other data makes it another. */
  readonly fromData?: boolean;
  /** Taken from validation rows when training ends: what a run is known by leaves it out. */
  readonly fromTraining?: boolean;
  /** Means something only where every row has one class. */
  readonly ofClasses?: boolean;
  /** Shown only while another field of the same list holds one of these values. */
  readonly when?: { readonly key: string; readonly is: readonly (string | number | boolean)[] };
}

export interface NumberField extends FieldBase {
  readonly kind: 'number' | 'integer';
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

export interface OptionalNumberField extends FieldBase {
  readonly kind: 'optional-number';
  readonly default: number | null;
  /** No fractions. */
  readonly whole?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanField extends FieldBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

/** Yes, no, or null: whatever suits. */
export interface OptionalBooleanField extends FieldBase {
  readonly kind: 'optional-boolean';
  readonly default: boolean | null;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly default: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly help?: string;
  }[];
}

/** A set of strings; `options` null means free text (Hugging Face module names, label order). */
export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly default: readonly string[];
  readonly options: readonly { readonly value: string; readonly label: string }[] | null;
}

/** Numbers in an order that others give: of names, of columns. */
export interface NumbersField extends FieldBase {
  readonly kind: 'numbers';
  readonly default: readonly number[];
}

/** A line of text. */
export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly default: string;
}

export type Field =
  | NumberField
  | OptionalNumberField
  | BooleanField
  | OptionalBooleanField
  | ChoiceField
  | ListField
  | NumbersField
  | TextField;

type ValueOf<F extends Field> = F extends NumberField
  ? number
  : F extends OptionalNumberField
    ? number | null
    : F extends BooleanField
      ? boolean
      : F extends OptionalBooleanField
        ? boolean | null
        : F extends ChoiceField
          ? F['options'][number]['value']
          : F extends ListField
            ? readonly string[]
            : F extends NumbersField
              ? readonly number[]
              : string;

/** The config object that a literal field list describes: `{ [key]: value }`. */
export type ConfigOf<Fields extends readonly Field[]> = {
  [F in Fields[number] as F['key']]: ValueOf<F>;
};

/** A config once its field list is forgotten, as registries and the job keep it. */
export type Config = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | readonly number[]>
>;

/** The defaults of a field list. */
export function defaultsOf(fields: readonly Field[]): Config {
  return Object.fromEntries(fields.map((field) => [field.key, field.default]));
}

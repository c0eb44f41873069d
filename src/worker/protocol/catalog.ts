import type { Field } from '../../engine/core/fields';

/** Every registry as plain data; `graft describe` prints the same. */
export interface Catalog {
  readonly version: string;
  readonly models: readonly BundledModel[];
  readonly families: readonly CatalogEntry[];
  readonly tasks: readonly (CatalogEntry & {
    /** What its rows teach. */
    readonly goal: string;
    /** Whether a row has one class. */
    readonly ofClasses: boolean;
    /** Rows of a batch that learn it well. */
    readonly batchSize: number;
    readonly columns: readonly ColumnRole[];
    /** As its runs are told, the one that they are compared by first. */
    readonly metrics: readonly { readonly id: string; readonly better: 'higher' | 'lower' }[];
  })[];
  readonly methods: readonly (CatalogEntry & {
    readonly paper: { readonly title: string; readonly url: string } | null;
    readonly group: 'own' | 'added' | 'virtual';
    /** Default learning rate with this method. */
    readonly learningRate: number;
    readonly headRate: number;
  })[];
  readonly optimizers: readonly CatalogEntry[];
  readonly schedules: readonly CatalogEntry[];
  readonly readers: readonly {
    readonly id: string;
    readonly label: string;
    readonly extensions: readonly string[];
  }[];
  /** General training settings (epochs, batch size, …). */
  readonly training: readonly Field[];
  /** The job's `precision`. */
  readonly precision: Field;
}

export interface CatalogEntry {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly fields: readonly Field[];
}

export interface ColumnRole {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  /** More columns may play it, as the key with 2, 3, … behind it. */
  readonly several?: boolean;
}

export interface BundledModel {
  readonly id: string;
  readonly label: string;
  readonly family: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly license: string;
  readonly licenseUrl: string;
  readonly source: string;
  readonly description: string;
}

/** Where the engine computes, and why. */
export interface DeviceReport {
  readonly backend: string;
  readonly reason: string;
  readonly threads: number;
  readonly description: string;
  readonly crossOriginIsolated: boolean;
  /** GPU adapter found, '' for none. */
  readonly adapter: string;
  /** What would make it faster, in words; '' when nothing would. */
  readonly advice: string;
  readonly storage: {
    readonly persistent: boolean;
    readonly used: number;
    readonly quota: number;
    readonly note: string;
  };
}

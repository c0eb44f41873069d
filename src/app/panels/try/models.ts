import { useTranslation } from 'react-i18next';
import type { Catalog, ImportedAdapter, Job, RunRecord } from '../../../worker/protocol';
import { useRun, useStudio, useTries } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { MOST_MODELS } from '../../stores/tries';
import { nameOf } from '../runs/records';

/** A tuned model that may be asked. */
export interface TryModel {
  readonly id: string;
  readonly name: string;
  /** What it was tuned for and by, in words. */
  readonly about: string;
  /** The base that it stands on. */
  readonly base: string;
}

/** One that may be asked beside the run, or why it may not. */
export interface Choice extends TryModel {
  readonly chosen: boolean;
  /** '' where it may be chosen. */
  readonly why: string;
}

/** Colours of tuned models by their place; their names stand beside. */
export const COLOURS = ['var(--tuned)', 'var(--run-2)', 'var(--run-3)'] as const;

/** The models that are asked, the run on the screen first, and those that could be. */
export function useModels(): {
  readonly asked: readonly TryModel[];
  readonly choices: readonly Choice[];
  nameOf(id: string): string;
} {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const catalog = useStudio((state) => state.catalog);
  const runs = useRun((state) => state.runs);
  const { runId, others, adapters } = useTries();
  const at = runs.find((record) => record.runId === runId);
  const base = at?.job.model ?? '';
  const all = [
    ...runs
      .filter((record) => record.hasWeights || record.runId === runId)
      .map((record) => modelOfRun(record, catalog, words)),
    ...adapters.map((adapter) => modelOfAdapter(adapter, base, catalog, words)),
  ];
  const models = all.map((model, i) => ({ ...model, name: ownName(all, i) }));
  const find = (id: string): TryModel[] => models.filter((model) => model.id === id);
  const full = others.length + 1 >= MOST_MODELS;
  const choices = models
    .filter(({ id }) => id !== runId)
    .map((model) => {
      const chosen = others.includes(model.id);
      const elsewhere = model.base !== base;
      const why = elsewhere
        ? t('tryOtherBase', { base: model.base })
        : full && !chosen
          ? t('tryMost', { count: MOST_MODELS })
          : '';
      return { ...model, chosen, why };
    });
  return {
    asked: [runId ?? '', ...others].flatMap(find),
    choices,
    nameOf: (id) => find(id)[0]?.name ?? id,
  };
}

/** A name that no other model of the list has: the newest of some alike keeps the plain one. */
function ownName(models: readonly TryModel[], at: number): string {
  const { name } = models[at] as TryModel;
  const before = models.slice(0, at).filter((model) => model.name === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}

type Words = (english: string) => string;

function modelOfRun(record: RunRecord, catalog: Catalog | null, words: Words): TryModel {
  const { runId, job } = record;
  const name = nameOf(record, catalog, words);
  return { id: runId, name, about: aboutOf(job, catalog, words), base: job.model };
}

function aboutOf({ method, task, data }: Job, catalog: Catalog | null, words: Words): string {
  return [labelIn(catalog?.methods, method.id), labelIn(catalog?.tasks, task.id), data.train]
    .map((text, i) => (i < 2 ? words(text) : text))
    .join(' · ');
}

function modelOfAdapter(
  { id, name, method, task }: ImportedAdapter,
  base: string,
  catalog: Catalog | null,
  words: Words,
): TryModel {
  const about = [labelIn(catalog?.methods, method), labelIn(catalog?.tasks, task)].map(words);
  return { id, name, about: about.join(' · '), base };
}

function labelIn(
  entries: readonly { readonly id: string; readonly label: string }[] | undefined,
  id: string,
): string {
  return entries?.find((entry) => entry.id === id)?.label ?? id;
}

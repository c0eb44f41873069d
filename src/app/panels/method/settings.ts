import type { Config, Field } from '../../../worker/protocol';
import { studio } from '../../stores';
import { hasClasses, headRateOf, type StudioState, type Training } from '../../stores/studioState';

/** Fields of one owner with their values and what a change does. */
export interface SettingsGroup {
  readonly id: string;
  readonly fields: readonly Field[];
  readonly values: Config;
  readonly change: (values: Config) => void;
}

/** Settings that the studio keeps by name; the rest lies with its owner. */
const NAMED = ['epochs', 'batchSize', 'maxTokens', 'seed'] as const;

/** The catalog's fields of training, optimizer, schedule and task; the rate has a field of its own. */
export function settingsOf(state: StudioState): SettingsGroup[] {
  const { catalog, training, task, taskConfig } = state;
  if (!catalog) return [];
  const optimizer = catalog.optimizers.find(({ id }) => id === training.optimizer);
  const schedule = catalog.schedules.find(({ id }) => id === training.schedule);
  return [
    {
      id: 'training',
      fields: catalog.training.filter(({ ofClasses }) => !ofClasses || hasClasses(state)),
      ...generalSettings(state),
    },
    ownerSettings(training, training.optimizer, optimizer?.fields ?? []),
    ownerSettings(training, training.schedule, schedule?.fields ?? []),
    {
      id: task,
      fields: catalog.tasks.find(({ id }) => id === task)?.fields ?? [],
      values: taskConfig,
      change: studio.setTaskConfig,
    },
  ].filter(({ fields }) => fields.length > 0);
}

function generalSettings(state: StudioState): Pick<SettingsGroup, 'values' | 'change'> {
  const { training } = state;
  const headRate = headRateOf(state);
  // Until a person sets it, it follows the method.
  const follows = training.more.training?.headRate === undefined;
  const named = Object.fromEntries(NAMED.map((key) => [key, training[key]]));
  return {
    values: { headRate, ...training.more.training, ...named },
    change(values) {
      const changed = Object.fromEntries(
        NAMED.flatMap((key) => (values[key] === training[key] ? [] : [[key, values[key]]])),
      );
      const rest = Object.entries(values).filter(
        ([key, value]) => !(key in named) && !(key === 'headRate' && follows && value === headRate),
      );
      studio.setTraining({
        ...(changed as Partial<Training>),
        more: { ...training.more, training: Object.fromEntries(rest) },
      });
    },
  };
}

function ownerSettings(training: Training, id: string, fields: readonly Field[]): SettingsGroup {
  return {
    id,
    fields: fields.filter(({ key }) => key !== 'learningRate'),
    values: training.more[id] ?? {},
    change: (values) => studio.setTraining({ more: { ...training.more, [id]: values } }),
  };
}

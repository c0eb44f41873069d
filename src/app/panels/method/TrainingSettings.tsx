import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DecimalInput } from '../../components/DecimalInput';
import { FieldForm } from '../../components/FieldForm';
import { useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { studio } from '../../stores';
import { rateOf } from '../../stores/studioState';
import { settingsOf } from './settings';

/** Everything about the run that is not the method's own, drawn from the catalog's fields. */
export function TrainingSettings() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const state = useStudio((all) => all);
  const [all, setAll] = useState(false);
  const { training, catalog } = state;
  const groups = settingsOf(state);
  const count = groups.reduce((sum, { fields }) => sum + fields.length, 3);
  const choices = (entries: readonly { readonly id: string; readonly label: string }[] = []) =>
    entries.map(({ id, label }) => ({ value: id, label: words(label) }));
  return (
    <section className="section rule">
      <header>
        <h2>{t('training')}</h2>
        <span className="spread" />
        <button
          type="button"
          className="link"
          aria-expanded={all}
          onClick={() => setAll((was) => !was)}
        >
          {all ? t('showFewer') : t('showAllOf', { count })}
        </button>
      </header>
      <div className="fields">
        <LearningRate />
        <NativeSelect
          label={t('optimizer')}
          value={training.optimizer}
          data={choices(catalog?.optimizers)}
          onChange={(event) => studio.setTraining({ optimizer: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('schedule')}
          value={training.schedule}
          data={choices(catalog?.schedules)}
          onChange={(event) => studio.setTraining({ schedule: event.currentTarget.value })}
        />
        {groups.map(({ id, fields, values, change }) => (
          <FieldForm
            key={id}
            bare
            fields={all ? fields : fields.filter(({ advanced }) => !advanced)}
            values={values}
            onChange={change}
          />
        ))}
      </div>
      <p className="muted small">{t('rateFollows')}</p>
    </section>
  );
}

function LearningRate() {
  const { t } = useTranslation();
  const rate = useStudio(rateOf);
  const follows = useStudio((state) => state.learningRate === null);
  return (
    <DecimalInput
      label={t('learningRate')}
      min={0}
      value={rate}
      rightSection={
        follows ? (
          <span className="muted">{t('auto')}</span>
        ) : (
          <button type="button" className="link" onClick={() => studio.setLearningRate(null)}>
            {t('reset')}
          </button>
        )
      }
      rightSectionWidth={56}
      onChange={(value) => {
        studio.setLearningRate(value);
      }}
    />
  );
}

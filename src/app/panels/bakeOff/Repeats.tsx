import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { percentText } from '../../format';
import { useBakeOff, useStudio } from '../../hooks';
import { bakeOff } from '../../stores';
import { parseSeeds } from '../../stores/seeds';
import { goalOf } from '../../stores/studioState';

const FOLDS = [2, 3, 4, 5, 10, 20];

/** How often each method runs: by several seeds, and on each fold of a cross-validation. */
export function Repeats() {
  const { t } = useTranslation();
  const { seeds, folds } = useBakeOff();
  const { seed, stratify, validationShare } = useStudio((state) => state.training);
  const rows = useStudio(({ profile }) => (profile ? profile.train + profile.validation : 0));
  const stratifies = useStudio((state) => goalOf(state) === 'class') && stratify;
  const possible = FOLDS.filter((count) => count <= rows);
  return (
    <section className="section bake-off-part">
      <header>
        <h2>{t('bakeOffRepeat')}</h2>
        <span className="muted">{t('bakeOffRepeatHow')}</span>
      </header>
      <div className="fields">
        <TextInput
          label={t('bakeOffSeeds')}
          description={t('bakeOffSeedsHow')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          inputMode="numeric"
          placeholder={String(seed)}
          value={seeds}
          error={parseSeeds(seeds) === null && t('bakeOffSeedsWrong')}
          onChange={(event) => bakeOff.repeat({ seeds: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('bakeOffFolds')}
          description={t(stratifies ? 'bakeOffFoldsStratified' : 'bakeOffFoldsHow')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={folds === null ? '' : String(folds)}
          data={[
            { value: '', label: t('bakeOffNoFolds', { share: percentText(validationShare, 0) }) },
            ...possible.map((count) => ({
              value: String(count),
              label: t('bakeOffFoldsOf', { count }),
            })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            bakeOff.repeat({ folds: value === '' ? null : Number(value) })
          }
        />
      </div>
    </section>
  );
}

import { SegmentedControl, Slider } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paragraph, percentText, wholeText } from '../../format';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';
import { hasClasses } from '../../stores/studioState';

/** Which share of the rows only scores, and how it is drawn. */
export function Split() {
  const { t } = useTranslation();
  const { validationShare, stratify, fold, seed } = useStudio((state) => state.training);
  const profile = useStudio((state) => state.profile);
  const stratifies = useStudio(hasClasses);
  const [draft, setDraft] = useState<number | null>(null);
  if (!profile) return null;
  const share = draft ?? (fold ? 1 / fold.folds : validationShare);
  const drawn = stratify ? 'splitStratified' : 'splitRandom';
  const splitWords = stratifies ? drawn : 'splitDrawn';
  return (
    <section className="section">
      <header>
        <h2>{t('splitTitle')}</h2>
        <span className="spread" />
        {stratifies && (
          <SegmentedControl
            size="xs"
            aria-label={t('splitHow')}
            value={stratify ? 'stratified' : 'random'}
            data={[
              { value: 'stratified', label: t('stratified') },
              { value: 'random', label: t('random') },
            ]}
            onChange={(value) => studio.setTraining({ stratify: value === 'stratified' })}
          />
        )}
      </header>
      <Slider
        className="split"
        thumbLabel={t('validationShare')}
        min={0.5}
        max={0.95}
        step={0.05}
        domain={[0, 1]}
        value={1 - share}
        label={null}
        scale={(train) => 1 - train}
        onChange={(train) => setDraft(round(1 - train))}
        onChangeEnd={(train) => {
          studio.setTraining({ validationShare: round(1 - train), fold: null });
          setDraft(null);
        }}
      />
      <p className="line small">
        <b>{wholeText(profile.train)}</b> <span className="muted">{t('trainWord')}</span>
        <span className="spread" />
        <b>{wholeText(profile.validation)}</b>{' '}
        <span className="muted">
          {t('validationWord')} · {percentText(share, 0)}
        </span>
      </p>
      <p className="small muted">
        {paragraph([t(splitWords, { seed }), fold && t('splitFold', fold)])}
      </p>
    </section>
  );
}

function round(share: number): number {
  return Math.round(100 * share) / 100;
}

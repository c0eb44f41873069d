import { NativeSelect, Slider } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SideReport } from '../../../worker/protocol';
import { percentText } from '../../format';
import { numberText } from './numbers';
import { PrecisionRecall } from './PrecisionRecall';
import { pointAt } from './thresholdPoint';

type Reports = NonNullable<SideReport['thresholds']>;

interface Props {
  /** Class or classes, labels. */
  readonly goal: string;
  readonly base: Reports;
  readonly tuned: Reports;
}

/** What precision and recall each threshold gives, of one label at a time. */
export function Thresholds({ goal, base, tuned }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(tuned[0]?.name ?? '');
  const own = tuned.find((one) => one.name === name) ?? tuned[0];
  if (!own) return null;
  return (
    <section className="section">
      <header>
        <h2>{t('threshold')}</h2>
        <span className="muted">
          {goal === 'class' ? t('thresholdOf', { name: own.name }) : ''}
        </span>
        <span className="spread" />
        {tuned.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('thresholdLabel')}
            value={own.name}
            data={tuned.map((one) => one.name)}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
      </header>
      {own.support > 0 ? (
        <Curve
          key={own.name}
          goal={goal}
          own={own}
          base={base.find((one) => one.name === own.name)}
        />
      ) : (
        <p className="small">{t('undefinedScore', { reason: t('undefined_no-positive') })}</p>
      )}
    </section>
  );
}

interface CurveProps {
  readonly goal: string;
  readonly own: Reports[number];
  readonly base: Reports[number] | undefined;
}

/** The curve with a slider along it. */
function Curve({ goal, own, base }: CurveProps) {
  const { t } = useTranslation();
  const [threshold, setThreshold] = useState(own.used);
  const point = pointAt(own, threshold);
  const share = (value: number | null): string => (value === null ? '–' : percentText(value));
  return (
    <>
      <PrecisionRecall own={own} base={base} point={point} />
      <div className="line threshold">
        <span id="threshold-name">{t('threshold')}</span>
        <Slider
          className="spread"
          size="sm"
          min={0.01}
          max={0.99}
          step={0.01}
          value={threshold}
          label={null}
          onChange={setThreshold}
          thumbProps={{ 'aria-labelledby': 'threshold-name' }}
        />
        <b className="number">{threshold.toFixed(2)}</b>
      </div>
      <dl className="at-threshold" aria-live="polite">
        {(['precision', 'recall', 'f1'] as const).map((key) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{share(point[key])}</dd>
          </div>
        ))}
      </dl>
      <p className="small">
        {t(`thresholdGives_${goal}`, {
          passed: point.passed,
          hits: point.hits,
          missed: own.support - point.hits,
        })}
      </p>
      <p className="muted small">
        {t(goal === 'class' ? 'thresholdFixed' : own.tuned ? 'thresholdTuned' : 'thresholdGiven', {
          used: numberText(Number(own.used.toFixed(3))),
        })}
        {threshold !== own.used && (
          <>
            {' '}
            <button type="button" className="link" onClick={() => setThreshold(own.used)}>
              {t('thresholdBack')}
            </button>
          </>
        )}
      </p>
    </>
  );
}

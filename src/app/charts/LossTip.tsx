import { useTranslation } from 'react-i18next';
import { lossText, timeText } from '../format';
import type { ValidationPoint } from '../stores/runState';
import type { CurveRow } from './curve';

interface Props {
  readonly row: CurveRow;
  readonly validations: readonly ValidationPoint[];
}

/** Every series at the step under the pointer; validation says at which step it was measured. */
export function LossTip({ row, validations }: Props) {
  const { t } = useTranslation();
  const scored = validations.findLast(({ step }) => step <= row.step);
  return (
    <div className="chart-tip">
      <div>
        <b>{t('atStep', { step: row.step })}</b>
        <span className="muted">
          {t('epochAt', { epoch: row.epoch.toFixed(1), time: timeText(row.time / 1000) })}
        </span>
      </div>
      <div>
        <i className="key smooth" aria-hidden />
        {t('lossSmooth')}
        <b>{lossText(row.smooth)}</b>
      </div>
      <div>
        <i className="key raw" aria-hidden />
        {t('lossTrain')}
        <b>{lossText(row.train)}</b>
      </div>
      {scored && (
        <div>
          <i className="key diamond" aria-hidden />
          {t('lossValidation')} <span className="muted">@ {scored.step}</span>
          <b>{lossText(scored.loss)}</b>
        </div>
      )}
    </div>
  );
}

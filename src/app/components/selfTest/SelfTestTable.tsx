import { Check, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SelfTestRow } from '../../../worker/protocol';
import { agrees } from '../../stores/selfTest';
import { ScrollTable } from '../ScrollTable';

/** Every row of a self-test: what was found, what it may be, whether it agrees. */
export function SelfTestTable({ rows }: { readonly rows: readonly SelfTestRow[] }) {
  const { t } = useTranslation();
  return (
    <ScrollTable className="scroll" label={t('selfTestTable')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('selfTestName')}</th>
            <th scope="col" className="number">
              {t('selfTestFound')}
            </th>
            <th scope="col" className="number">
              {t('selfTestLimit')}
            </th>
            <th scope="col">{t('selfTestVerdict')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td>
                {t(`selfTest_${row.group}`, { name: t(`selfTestName_${row.name}`, row.name) })}
              </td>
              <td className="number">{foundText(row)}</td>
              <td className="number muted">{row.limit === null ? '' : shareText(row.limit)}</td>
              <td>
                <Verdict row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

function Verdict({ row }: { readonly row: SelfTestRow }) {
  const { t } = useTranslation();
  const verdict = agrees(row);
  if (verdict === null) return <span className="muted">{t('selfTestMeasured')}</span>;
  return verdict ? (
    <span className="line agrees">
      <Check size={16} aria-hidden />
      {t('selfTestAgrees')}
    </span>
  ) : (
    <span className="line differs">
      <TriangleAlert size={16} aria-hidden />
      {t('selfTestDiffers')}
    </span>
  );
}

/** 3e-7, 94 GFLOP/s, 12 ms, 41×. */
function foundText({ found, unit }: SelfTestRow): string {
  if (unit === 'share') return shareText(found);
  const value = found >= 100 ? found.toFixed(0) : found.toPrecision(2);
  return unit === 'times' ? `${value}×` : `${value}\u00a0${unit}`;
}

function shareText(share: number): string {
  return share > 0 && Number.isFinite(share) ? share.toExponential(0) : String(share);
}

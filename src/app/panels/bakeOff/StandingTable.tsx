import { useTranslation } from 'react-i18next';
import type { Standings } from '../../../worker/protocol';
import { ScrollTable } from '../../components/ScrollTable';
import { spreadText } from './spreadText';
import { useMethodName } from './useMethodName';

/** One line a method: mean and deviation of each of the task's metrics over its runs. */
export function StandingTable({ standings }: { readonly standings: Standings }) {
  const { t } = useTranslation();
  const name = useMethodName();
  const { headline, methods, best } = standings;
  return (
    <section className="section bake-off-part">
      <header>
        <h2>{t('bakeOffMeans')}</h2>
        <span className="muted">{t('bakeOffMeansHow')}</span>
      </header>
      <ScrollTable className="scroll bleed" label={t('bakeOffMeans')}>
        <table className="bake-off">
          <thead>
            <tr>
              <th scope="col">{t('method')}</th>
              <th scope="col" className="number">
                {t('bakeOffRuns')}
              </th>
              {headline.map((metric) => (
                <th key={metric} scope="col" className="number">
                  {t(metric)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {methods.map(({ method, done, runs, metrics }) => {
              const isBest = method === best && methods.length > 1;
              return (
                <tr key={method} className={isBest ? 'best' : undefined}>
                  <th scope="row">
                    {name(method)}
                    {isBest && <em className="badge">{t('bakeOffBest')}</em>}
                  </th>
                  <td className="number">{t('bakeOffRunsOf', { done, runs })}</td>
                  {headline.map((metric) => {
                    const spread = metrics[metric];
                    return (
                      <td key={metric} className="number">
                        {spread ? spreadText(metric, spread) : '–'}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

import { useTranslation } from 'react-i18next';
import { ScrollTable } from '../../components/ScrollTable';
import { useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { differencesOf, nameOf } from './records';

/** The settings in which the ticked runs differ. */
export function Differences({ chosen }: { readonly chosen: readonly string[] }) {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const runs = useRun((state) => state.runs);
  const catalog = useStudio((state) => state.catalog);
  const records = chosen.flatMap((id) => runs.filter(({ runId }) => runId === id));
  const { differences, same } = differencesOf(records.map(({ job }) => job));
  return (
    <section className="section">
      <header>
        <h2>{t('differs')}</h2>
        <span className="muted">
          {t(differences.length > 0 ? 'differsSame' : 'differsNot', { count: same })}
        </span>
      </header>
      {differences.length > 0 && (
        <ScrollTable className="scroll" label={t('differs')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('setting')}</th>
                {records.map((record) => (
                  <th key={record.runId} scope="col">
                    {runs.length - runs.indexOf(record)} · {nameOf(record, catalog, words)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differences.map(({ path, values }) => (
                <tr key={path}>
                  <th scope="row" className="mono">
                    {path}
                  </th>
                  {values.map((value, i) => (
                    <td key={records[i]?.runId} title={value}>
                      {value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
    </section>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { timeText } from '../format';
import { useRun } from '../hooks';
import { run } from '../stores';

/** All runs of this browser. */
export function RunsPanel({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const runs = useRun((state) => state.runs);
  if (runs.length === 0) return <p>{t('runsEmpty')}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{t('name')}</th>
          <th>{t('method')}</th>
          <th>{t('status')}</th>
          <th className="number">{t('lossWord')}</th>
          <th className="number">{t('duration')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {runs.map((record) => (
          <tr key={record.runId}>
            <td>
              {record.name}{' '}
              <span className="muted">{new Date(record.createdAt).toLocaleString()}</span>
            </td>
            <td>{record.job.method.id}</td>
            <td>{record.status}</td>
            <td className="number">{record.summary?.validationLoss?.toFixed(3) ?? ''}</td>
            <td className="number">{record.summary ? timeText(record.summary.seconds) : ''}</td>
            <td>
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => {
                  void run.select(record.runId);
                  go('/train');
                  onOpen();
                }}
              >
                {t('open')}
              </Button>
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => void run.remove(record.runId)}
              >
                {t('delete')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

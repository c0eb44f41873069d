import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EvaluationReport } from '../../../worker/protocol';
import { paragraph, wholeText } from '../../format';
import { useRun } from '../../hooks';
import { run } from '../../stores';

/** Rows that were trained on flatter the scores: which they are, and the way to score without them. */
export function Overlap({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const { runId, busy, tested } = useRun((state) => state);
  const { overlap } = report;
  if (!overlap) return null;
  const { rows, first, leftOut } = overlap;
  const several = report.choices.files.length > 1;
  const named = first.map(({ row, file, trainRow }) =>
    t(several ? 'overlapRowIn' : 'overlapRow', { row, file, trainRow }),
  );
  const more = rows - first.length;
  const examples = [...named, ...(more > 0 ? [t('overlapMore', { text: wholeText(more) })] : [])];
  const all = rows === report.rows && !leftOut;
  return (
    <div className="note overlap" role="status">
      <TriangleAlert size={16} aria-hidden />
      <p className="spread">
        {paragraph([
          t(leftOut ? 'overlapLeftOut' : all ? 'overlapAll' : 'overlapFound', {
            count: rows,
            rows: wholeText(report.rows),
          }),
          t('overlapRows', { rows: examples.join(t('comma_list')) }),
        ])}
      </p>
      {runId && !all && (
        <button
          type="button"
          className="link"
          disabled={busy !== null}
          onClick={() => void run.evaluate(runId, tested, !leftOut)}
        >
          {t(leftOut ? 'scoreAll' : 'scoreWithout')}
        </button>
      )}
    </div>
  );
}

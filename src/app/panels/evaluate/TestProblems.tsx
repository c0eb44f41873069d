import { useTranslation } from 'react-i18next';
import type { EvaluationReport } from '../../../worker/protocol';
import { Problem } from '../data/Problems';

/** What is odd about the test files, and which of their rows could not be scored. */
export function TestProblems({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation();
  const told = report.problems.filter(({ severity }) => severity !== 'info');
  const several = report.choices.files.length > 1;
  if (told.length === 0) return null;
  return (
    <section className="section">
      <header>
        <h2>{t('testProblems')}</h2>
      </header>
      <ul className="list">
        {told.map((problem) => (
          <Problem
            key={`${problem.file} ${problem.kind}`}
            group={problem}
            {...(several && { file: problem.file })}
          />
        ))}
      </ul>
    </section>
  );
}

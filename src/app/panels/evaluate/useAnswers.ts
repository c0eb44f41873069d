import { useEffect, useState } from 'react';
import type { AnswerPage, ErrorRecord, RowFilter } from '../../../worker/protocol';
import { run } from '../../stores';
import { errorRecord } from '../../stores/errors';

/** What is listed when nobody has asked for anything else. */
export const ERRORS: RowFilter = { wrong: true };

/** Rows of a page. */
export const PAGE_ROWS = 20;

interface Answers {
  /** The last page that came; it stays until the next one is there. */
  readonly page: AnswerPage | null;
  readonly error: ErrorRecord | null;
}

/** A page of an evaluation's rows, as the worker filters and sends them. */
export function useAnswers(report: string, filter: RowFilter, start: number): Answers {
  const [answers, setAnswers] = useState<Answers>({ page: null, error: null });
  useEffect(() => {
    let live = true;
    run.answerPage(report, { ...filter, start, count: PAGE_ROWS }).then(
      (page) => live && setAnswers({ page, error: null }),
      (error) => live && setAnswers({ page: null, error: errorRecord(error) }),
    );
    return () => {
      live = false;
    };
  }, [report, filter, start]);
  return answers;
}

import { createStore } from 'zustand/vanilla';
import type { DataClient, EngineClient } from '../../worker/engineClient';
import type {
  AdapterSource,
  AskedText,
  DatasetSummary,
  ErrorRecord,
  ImportedAdapter,
  ModelAnswers,
  Tried,
  TryAnswer,
} from '../../worker/protocol';
import { markedText } from '../components/tagged';
import { errorRecord, wasCancelled } from './errors';
import type { createRunStore } from './run';
import { freshTable, grown, MOST_LINES, nextCount, type TriedTable } from './triedTable';

/** Models that answer side by side, besides the base. */
export const MOST_MODELS = 3;

export interface TriesState {
  /** The run that is asked first. */
  readonly runId: string | null;
  /** Runs and imported adapters that are asked the same. */
  readonly others: readonly string[];
  readonly adapters: readonly ImportedAdapter[];
  readonly text: string;
  readonly pair: string;
  /** What each model says of the text that was asked last. */
  readonly answers: readonly ModelAnswers[];
  /** What the run was asked before, newest first. */
  readonly history: readonly Tried[];
  readonly table: TriedTable | null;
  /** A file whose column is to be asked. */
  readonly file: DatasetSummary | null;
  readonly busy: 'text' | 'table' | 'adapter' | 'file' | null;
  readonly error: ErrorRecord | null;
}

const FRESH: TriesState = {
  runId: null,
  others: [],
  adapters: [],
  text: '',
  pair: '',
  answers: [],
  history: [],
  table: null,
  file: null,
  busy: null,
  error: null,
};

/** Lines of the first call, before it is known how long they take. */
const FIRST_CALL = 16;

/** Tasks of the workers by name. */
const [ADAPTER, FILE] = ['tryAdapter', 'tryFile'];

type RunStore = Pick<ReturnType<typeof createRunStore>, 'store'>;

/** What a person asks of a tuned model: one text, or many lines; of it alone, or of others beside it. */
export function createTries(engine: EngineClient, data: DataClient, run: RunStore) {
  const store = createStore<TriesState>(() => FRESH);
  const { getState, setState } = store;
  run.store.subscribe(({ runId }) => {
    if (runId !== getState().runId) void show(runId);
  });

  async function show(runId: string | null): Promise<void> {
    closeFile();
    setState({ ...FRESH, runId, adapters: getState().adapters });
    if (runId === null) return;
    const kept = await engine.calls.tried(runId).catch(() => []);
    // What was asked meanwhile is newer.
    if (getState().runId === runId) setState({ history: joined(getState().history, kept) });
  }

  async function guarded(
    busy: TriesState['busy'],
    work: (runId: string) => Promise<Partial<TriesState>>,
  ): Promise<void> {
    const { runId, busy: already } = getState();
    if (runId === null || already !== null) return;
    setState({ busy, error: null });
    const change = await work(runId).catch((error: unknown) => {
      const record = errorRecord(error);
      return { error: wasCancelled(record) ? null : record };
    });
    // Another run was chosen meanwhile: what came of this one is not of that.
    if (getState().runId === runId) setState({ ...change, busy: null });
  }

  function models(): string[] {
    const { runId, others } = getState();
    return runId === null ? [] : [runId, ...others];
  }

  async function remember(runId: string, [first]: readonly ModelAnswers[]): Promise<void> {
    const answer = first?.answers[0];
    if (!answer) return;
    const { text, pair, words } = answer;
    const said = ({ said: what, sure, tags = [] }: TryAnswer['tuned']): Tried['tuned'] =>
      words ? { said: markedText(words, tags), sure: null } : { said: what, sure };
    const [base, tuned] = [said(answer.base), said(answer.tuned)];
    const entry: Tried = { text, pair, askedAt: Date.now(), base, tuned };
    setState({ history: joined([entry], getState().history) });
    // Without room it lasts as long as the page.
    await engine.calls.keepTried(runId, entry).catch(() => undefined);
  }

  /** Asks line after line until all are answered, or the person stops it; what ended it otherwise. */
  async function fill(runId: string): Promise<ErrorRecord | null> {
    const began = performance.now();
    let count = FIRST_CALL;
    for (;;) {
      const { table } = getState();
      if (!table || getState().runId !== runId || table.state !== 'running') return null;
      const part = table.lines.slice(table.done, table.done + count);
      if (part.length === 0) {
        setState({ table: { ...table, state: 'done', secondsLeft: null } });
        return null;
      }
      const begin = performance.now();
      const reply = await engine.calls.tryTexts(table.models, part);
      const error = reply.find((one) => one.error !== null)?.error;
      if (error) return error;
      count = nextCount(part.length, performance.now() - begin);
      const now = getState();
      if (now.runId !== runId || !now.table) return null;
      const next = grown(now.table, reply);
      const perLine = (performance.now() - began) / 1000 / next.done;
      setState({ table: { ...next, secondsLeft: perLine * (next.lines.length - next.done) } });
    }
  }

  function stop(): void {
    const { table } = getState();
    if (table?.state === 'running') setState({ table: { ...table, state: 'stopped' } });
  }

  function closeFile(): void {
    const { file } = getState();
    if (file) void data.calls.close(file.id);
    setState({ file: null });
  }

  return {
    store,
    write: (text: string, pair: string) => setState({ text, pair }),
    ask: () =>
      guarded('text', async (runId) => {
        const { text, pair } = getState();
        if (text.trim() === '') return {};
        const asked: AskedText = pair === '' ? { text } : { text, pair };
        const answers = await engine.calls.tryTexts(models(), [asked]);
        await remember(runId, answers);
        return { answers, error: answers[0]?.error ?? null };
      }),
    /** Asks another model, too, or no longer. */
    choose(id: string, on: boolean): void {
      const others = getState().others.filter((one) => one !== id);
      if (on && others.length + 1 >= MOST_MODELS) return;
      const answers = getState().answers.filter((one) => one.id !== id);
      setState({ others: on ? [...others, id] : others, answers });
    },
    importAdapter: (source: AdapterSource) =>
      guarded('adapter', async (runId) => {
        const adapter = await engine.calls.importAdapter(ADAPTER, runId, source);
        const { adapters, others } = getState();
        const room = others.length + 1 < MOST_MODELS;
        return {
          adapters: [...adapters, adapter],
          others: room ? [...others, adapter.id] : others,
        };
      }),
    /** Asks many lines, the first of `total`; those answered before a stop stay. */
    askMany: (lines: readonly AskedText[], total = lines.length) =>
      guarded('table', async (runId) => {
        setState({ table: freshTable(lines, models(), total) });
        try {
          return { error: await fill(runId) };
        } finally {
          stop();
        }
      }),
    stop,
    openFile: (file: File) =>
      guarded('file', async () => {
        closeFile();
        return { file: await data.calls.open(FILE, { kind: 'file', file }) };
      }),
    closeFile,
    /** The cells of a file's columns, as many as a table holds. */
    async columnLines(columns: readonly string[]): Promise<AskedText[]> {
      const { file } = getState();
      const rows = file ? await data.calls.cells(file.id, columns, MOST_LINES) : [];
      return rows.map(([text = '', pair]) => (pair === undefined ? { text } : { text, pair }));
    },
    async clearHistory(): Promise<void> {
      const { runId } = getState();
      setState({ history: [] });
      if (runId !== null) await engine.calls.clearTried(runId);
    },
  };
}

/** Newer and older texts, each text once. */
function joined(newer: readonly Tried[], older: readonly Tried[]): Tried[] {
  const isNewer = ({ text, pair }: Tried): boolean =>
    newer.some((one) => one.text === text && one.pair === pair);
  return [...newer, ...older.filter((one) => !isNewer(one))];
}

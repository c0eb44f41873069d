import { remember } from '../core/remember';
import { type CellGroups, type GroupName, groupCells } from '../data/cellGroups';
import { bootstrap, type Interval } from '../evaluation/bootstrap';
import { directionOf } from '../evaluation/direction';
import { rarityOf } from '../evaluation/rarity';
import { onceEach, type Statistic } from '../evaluation/resample';
import { chosenRows } from '../training/evaluate';
import type { ScoredRows } from './scoredRows';

/** What rows can be parted by. */
export interface SliceKey {
  /** `column`: by what stands in it; `tokens`: by length; `file`: by where they are from. */
  readonly by: 'column' | 'tokens' | 'file';
  /** The column's name; '' else. */
  readonly column: string;
}

/** Scores of one side on the rows of a slice, by metric; null where one is not defined. */
export interface SliceSide {
  readonly scores: Readonly<Record<string, number | null>>;
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** Rows that have something in common, and what each model is worth on them. */
export interface Slice {
  readonly name: GroupName;
  readonly rows: number;
  /** Too few rows to rely on. */
  readonly isSmall: boolean;
  /** In the order of the sides. */
  readonly sides: readonly SliceSide[];
}

/** All rows parted by one thing, and where the judged model is weakest. */
export interface Slices {
  readonly key: SliceKey;
  readonly slices: readonly Slice[];
  /** Scores of the judged side on all rows. */
  readonly all: Readonly<Record<string, number | null>>;
  readonly weakest: WeakestSlice | null;
}

/** The worst of the slices that are not small, by the metric that a task is compared by. */
export interface WeakestSlice {
  readonly slice: number;
  readonly metric: string;
  /**
   * How often the worst of as many random slices would be as weak: {@link rarityOf} times the number of
   * slices that were looked at (Bonferroni), 1 at most.
   */
  readonly chance: number;
}

/** Fewer rows than this are marked as uncertain, and never called the weakest. */
const SMALL = 30;

const groupings = remember<ScoredRows, ReadonlyMap<string, CellGroups>>(1);

/** What the rows can be parted by: columns that play no role first, then those that do. */
export function sliceKeys(scored: ScoredRows, roles: readonly string[]): SliceKey[] {
  const found = [...groupsOf(scored).keys()].map((text) => JSON.parse(text) as SliceKey);
  const rank = ({ by, column }: SliceKey): number =>
    by === 'column' ? (roles.includes(column) ? 2 : 0) : 1;
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Group of each row by one of the {@link sliceKeys}; null for another one. */
export function groupsBy(scored: ScoredRows, key: SliceKey): CellGroups | null {
  return groupsOf(scored).get(textOf(key)) ?? null;
}

function textOf({ by, column }: SliceKey): string {
  return JSON.stringify({ by, column });
}

function groupsOf(scored: ScoredRows): ReadonlyMap<string, CellGroups> {
  return groupings.get(scored, '', () => {
    const { split } = scored;
    const rows = Array.from({ length: split.rows }, (_, i) => split.row(i));
    const columns = new Set(rows.flatMap(({ dataset }) => dataset.columns));
    const found = new Map<string, CellGroups>();
    const keep = (key: SliceKey, cells: readonly string[]): void => {
      const groups = groupCells(cells);
      if (groups) found.set(textOf(key), groups);
    };
    for (const column of columns) {
      const cells = rows.map(({ dataset, place }) => {
        const index = dataset.columns.indexOf(column);
        return index < 0 ? '' : dataset.text(place, index);
      });
      keep({ by: 'column', column }, cells);
    }
    keep(
      { by: 'tokens', column: '' },
      rows.map(({ tokens }) => String(tokens)),
    );
    keep(
      { by: 'file', column: '' },
      rows.map(({ dataset }) => dataset.name),
    );
    return found;
  });
}

/** Metrics of every slice with their intervals, and the weakest slice. `breathe` is awaited between slices. */
export async function sliceRows(
  scored: ScoredRows,
  key: SliceKey,
  seed: number,
  breathe: () => Promise<void>,
): Promise<Slices> {
  const groups = groupsBy(scored, key);
  const rows = (groups?.names ?? []).map((_, group) => rowsIn(groups, group));
  const slices: Slice[] = [];
  for (const [i, own] of rows.entries()) {
    await breathe();
    const name = groups?.names[i] ?? { kind: 'empty' };
    const sides = scored.sides.map(({ evaluation }) => {
      const statistic = statisticOf(scored, evaluation.answered, own);
      return sideOf(scored, statistic, seed);
    });
    slices.push({ name, rows: own.length, isSmall: own.length < SMALL, sides });
  }
  const whole = wholeStatistic(scored);
  const all = whole ? headlineOf(scored, scoresOf(whole)) : {};
  const weakest = whole && (await weakestOf(scored, slices, whole, seed, breathe));
  return { key, slices, all, weakest };
}

function rowsIn(groups: CellGroups | null, group: number): Uint32Array {
  const { groupOf = new Int32Array(0) } = groups ?? {};
  return new Uint32Array(groupOf.length)
    .map((_, row) => row)
    .filter((row) => groupOf[row] === group);
}

type Answered = ScoredRows['sides'][number]['evaluation']['answered'];

function statisticOf(
  { settled: { task, taskConfig } }: ScoredRows,
  answered: Answered,
  rows: Uint32Array,
): Statistic {
  return task.statistic(chosenRows(answered, rows), taskConfig);
}

function wholeStatistic({ sides, settled: { task, taskConfig } }: ScoredRows): Statistic | null {
  const judged = sides.at(-1);
  return judged ? task.statistic(judged.evaluation.answered, taskConfig) : null;
}

function scoresOf(statistic: Statistic): SliceSide['scores'] {
  return statistic.scores(onceEach(statistic.cellOf, statistic.cells));
}

function sideOf(scored: ScoredRows, statistic: Statistic, seed: number): SliceSide {
  return {
    scores: headlineOf(scored, scoresOf(statistic)),
    intervals: headlineOf(scored, bootstrap(statistic, seed)),
  };
}

/** Only what the task's table of metrics shows. */
function headlineOf<T>(
  { settled: { task } }: ScoredRows,
  values: Readonly<Record<string, T>>,
): Record<string, T> {
  const wanted = new Set(task.headline);
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted.has(name)));
}

async function weakestOf(
  { settled: { task } }: ScoredRows,
  slices: readonly Slice[],
  whole: Statistic,
  seed: number,
  breathe: () => Promise<void>,
): Promise<WeakestSlice | null> {
  const metric = task.headline[0] ?? '';
  const lowIsWorse = directionOf(metric) === 'higher';
  const scoreOf = ({ sides }: Slice): number | null => sides.at(-1)?.scores[metric] ?? null;
  const known = slices.filter((slice) => !slice.isSmall && scoreOf(slice) !== null);
  if (known.length < 2) return null;
  const worst = known.reduce((a, b) => {
    const [first, second] = [scoreOf(a) ?? 0, scoreOf(b) ?? 0];
    return (lowIsWorse ? second < first : second > first) ? b : a;
  });
  const found = { metric, value: scoreOf(worst) ?? 0, rows: worst.rows, lowIsWorse };
  const rarity = await rarityOf(whole, found, seed, breathe);
  return { slice: slices.indexOf(worst), metric, chance: Math.min(1, rarity * known.length) };
}

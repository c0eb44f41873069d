import { type Counts, resolveDim } from '../../../graph/shapes';
import type { Traits } from '../traits';
import { type Product, rowsOfC, type Tile } from './product';
import { sharedBytes } from './shared';

const register = (rows: number, columns: number, across: number, down = 1): Tile => ({
  family: 'register',
  rows,
  columns,
  across,
  down,
});
const shared = (rows: number, columns: number, across: number, down: number): Tile => ({
  family: 'shared',
  rows,
  columns,
  across,
  down,
});

/** For sizes that are no whole vectors. */
const SCALAR: Tile = { family: 'scalar', rows: 2, columns: 4, across: 8, down: 1 };

/** CPUs that play a GPU: the larger the registers' tile, the better. */
const SOFTWARE: readonly Tile[] = [register(16, 16, 4), register(8, 8, 8), register(4, 8, 8)];
/** Multiplications below which a product is not worth a large tile's time to compile. */
const SMALL = 2 ** 21;
/** GPUs: by how much one workgroup computes. */
const HARDWARE: readonly Tile[] = [
  shared(8, 8, 8, 8),
  shared(4, 4, 8, 8),
  shared(4, 8, 8, 8),
  register(4, 4, 8, 8),
];
/** Workgroups below which a GPU has idle cores, so that smaller tiles are quicker. */
const ENOUGH_GROUPS = 96;

/** Whether every row that a product reads or writes is whole vectors. */
function wholeVectors(p: Product): boolean {
  const { strideA, strideB, strideC, n } = p;
  return [strideA, strideB, strideC, n].every((size) => size % 4 === 0);
}

/**
 * The tiles that fit a product on an adapter, the likeliest first. More than one where measuring may
 * tell which is quickest; all give the same bits.
 */
export function tilesFor(p: Product, traits: Traits, capacity: Counts): readonly Tile[] {
  if (!wholeVectors(p) || (p.transposeA && p.transposeB)) return [SCALAR];
  const m = rowsOfC(p, capacity);
  if (traits.software) {
    const fitting = SOFTWARE.filter(({ rows }) => rows <= Math.max(4, m));
    const most = m * p.n * inner(p, capacity) < SMALL ? fitting.slice(-1) : fitting;
    return most.map((tile) => narrowed(tile, p));
  }
  const fitting = HARDWARE.filter((tile) => fits(tile, traits));
  const [first = SCALAR] = [...fitting].sort((a, b) => waste(a, m, p.n) - waste(b, m, p.n));
  const rest = fitting.filter((tile) => tile !== first);
  return [first, ...rest, ...subgroupTiles(p, traits)];
}

function inner({ k }: Product, capacity: Counts): number {
  return k.rows ?? resolveDim(k.dim, capacity);
}

/** Turned rows cost registers: B's are loaded whole. */
function narrowed(tile: Tile, { transposeB }: Product): Tile {
  return transposeB && tile.columns > 8 ? { ...tile, columns: 8 } : tile;
}

function fits(tile: Tile, { invocations, workgroupBytes }: Traits): boolean {
  const memory = tile.family === 'shared' ? sharedBytes(tile) : 0;
  return tile.across * tile.down <= invocations && memory <= workgroupBytes;
}

/** How badly a tile suits a size: cells computed for nothing, and cores left idle. */
function waste(tile: Tile, m: number, n: number): number {
  const groups =
    Math.ceil(m / (tile.rows * tile.down)) * Math.ceil(n / (tile.columns * tile.across));
  const cells = groups * tile.rows * tile.down * tile.columns * tile.across;
  const idle = Math.max(1, ENOUGH_GROUPS / groups);
  const loads = 1 / tile.rows + 1 / tile.columns;
  return (cells / (m * n)) * idle * (1 + loads) * (tile.family === 'register' ? 2 : 1);
}

/** A subgroup's own tile, where subgroups have one size and B is not transposed. */
function subgroupTiles(p: Product, { subgroupSize }: Traits): Tile[] {
  if (subgroupSize < 4 || subgroupSize > 64 || p.transposeB) return [];
  return [{ family: 'subgroup', rows: 8, columns: 4, across: subgroupSize, down: 1 }];
}

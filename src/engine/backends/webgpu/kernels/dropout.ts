import { dropThreshold } from '../../../core/rng';
import type { Attrs } from '../../../graph/node';
import { type Lower, reads, writes } from '../kernel';
import { partsOf, viewAll, viewRows } from '../rows';
import { extent, type GpuTensor } from '../views';
import { flatKernel } from './flat';
import { f32, vectorFor } from './text';

/**
 * The counter-based hash of core/rng.ts, bit for bit: rowHash(row), and kept(hash, column), which is
 * 1 / (1 − rate) or 0. Reads the uniform `key`.
 */
export function dropText({ rate, salt }: Attrs): string {
  const share = Number(rate);
  return `fn mix32(x: u32) -> u32 {
  var h = (x ^ (x >> 16u)) * 0x85ebca6bu;
  h = (h ^ (h >> 13u)) * 0xc2b2ae35u;
  return h ^ (h >> 16u);
}
fn rowHash(row: u32) -> u32 {
  return mix32(mix32(u32(key) ^ (${Number(salt ?? 0) >>> 0}u * 0x9e3779b9u)) + row * 0x9e3779b9u);
}
fn kept(hash: u32, column: u32) -> f32 {
  let bits = mix32(hash + column * 0x9e3779b9u) >> 8u;
  return select(0.0, ${f32(1 / (1 - share))}, bits >= ${dropThreshold(share)}u);
}`;
}

/** y = x · keep / (1 − rate). */
export const dropout: Lower = (step, on) => {
  const [x, key] = step.inputs as [GpuTensor, GpuTensor];
  const y = step.outputs[0] as GpuTensor;
  const { rows, columns } = extent(y.shape);
  const { type, width } = vectorFor(columns);
  const factor =
    width === 4
      ? 'vec4f(kept(hash, c), kept(hash, c + 1u), kept(hash, c + 2u), kept(hash, c + 3u))'
      : 'kept(hash, c)';
  return partsOf(rows, [x, y], on).map((range) =>
    flatKernel(
      {
        label: step.op,
        bound: {
          X: reads(viewRows(x, range, on), type),
          Y: writes(viewRows(y, range, on), type),
        },
        uniforms: { key: viewAll(key, on, step.op) },
        declarations: dropText(step.attrs),
        range,
        columns,
        width,
        body: `let hash = rowHash(i / ${columns / width}u + ${range.first}u);
let c = i % ${columns / width}u * ${width}u;
setY(i, X(i) * ${factor});`,
      },
      on,
    ),
  );
};

import { type Kernel, type Lowering, reads, writes } from '../kernel';
import { allRows, rowsText, viewAll } from '../rows';
import { extent, type GpuTensor } from '../views';
import { teamFor, teamKernel } from './teams';

/** loss = Σ losses / divisor, by one team; losses [R], the others [1]. */
export function sumOf(
  op: string,
  of: { readonly losses: GpuTensor; readonly divisor: GpuTensor; readonly loss: GpuTensor },
  on: Lowering,
): Kernel {
  const { losses, divisor, loss } = of;
  return teamKernel(teamFor(on.traits), allRows(1), {
    label: op,
    bound: {
      Losses: reads(viewAll(losses, on, op), 'f32'),
      Divisor: reads(viewAll(divisor, on, op), 'f32'),
      Loss: writes(viewAll(loss, on, op), 'f32'),
    },
    body: `var part = 0.0;
for (var i = first; i < ${rowsText(allRows(extent(losses.shape).rows))}; i += step) { part += Losses(i); }
let sum = total(part, lane);
if (used && first == 0u) { setLoss(0u, sum / Divisor(0u)); }`,
  });
}

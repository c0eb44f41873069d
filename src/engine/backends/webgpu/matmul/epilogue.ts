import { activationText } from '../kernels/activations';
import { f32 } from '../kernels/text';
import type { Product } from './product';

/** Functions that the epilogue of a product calls. */
export function epilogueDeclarations({ epilogue, ends }: Product, type: 'f32' | 'vec4f'): string {
  const kind = epilogue.activation ?? epilogue.slope;
  return ends && kind ? activationText(kind, type) : '';
}

/** Statements that store the sum `acc` of one row and column (counted in vectors of `width`). */
export function storeText(
  product: Product,
  width: number,
  at: { readonly row: string; readonly column: string; readonly acc: string },
): string {
  const { epilogue, strideC, firstN, ends } = product;
  const column = firstN === 0 ? at.column : `(${at.column} + ${firstN / width}u)`;
  const place = `${at.row} * ${strideC / width}u + ${column}`;
  if (!ends) return `setC(${place}, ${at.acc});`;
  const lines = [`let place = ${place};`, `var value = ${at.acc};`];
  if (epilogue.alpha !== 1) lines.push(`value *= ${f32(epilogue.alpha)};`);
  if (epilogue.bias) lines.push(`value += Bias(${column});`);
  if (epilogue.saves) lines.push('setSaved(place, value);');
  if (epilogue.activation) lines.push('value = activate(value);');
  if (epilogue.slope) lines.push('value *= slope(Pre(place));');
  if (epilogue.residual) lines.push('value += Residual(place);');
  return `${lines.join(' ')} setC(place, value);`;
}

/** Where a sum begins: at zero, or at what earlier parts of the inner size have left in C. */
export function startText(
  { continues, strideC, firstN }: Product,
  width: number,
  row: string,
  column: string,
): string {
  if (!continues) return width === 4 ? 'vec4f(0.0)' : '0.0';
  return `C(${row} * ${strideC / width}u + ${column} + ${firstN / width}u)`;
}

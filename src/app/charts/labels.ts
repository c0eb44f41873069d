/** Heights of labels beside what they name, moved apart so that no two are nearer than `gap`. */
export function placeLabels(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  for (let turn = 1; turn < order.length; turn++) {
    const above = placed[order[turn - 1] ?? 0] ?? 0;
    const at = order[turn] ?? 0;
    placed[at] = Math.max(placed[at] ?? 0, above + gap);
  }
  return placed;
}

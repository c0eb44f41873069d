import type { Plan } from './plan';

/** A plan that reads and writes its variables under other names. */
export function renameVariables(plan: Plan, rename: (name: string) => string): Plan {
  const buffers = plan.buffers.map((buffer) =>
    buffer.kind === 'variable' ? { ...buffer, name: rename(buffer.name) } : buffer,
  );
  return { ...plan, buffers };
}

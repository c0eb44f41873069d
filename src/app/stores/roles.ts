import type { ColumnRole, ColumnRoles } from '../../worker/protocol';

/** A role that a column can be given, as its key and how many play it before. */
export interface RoleChoice {
  readonly key: string;
  readonly role: ColumnRole;
  /** From 1 on. */
  readonly place: number;
}

function keyOf(role: string, place: number): string {
  return place === 1 ? role : `${role}${place}`;
}

/** Every role, and where several columns may play it those that are taken and the next one. */
export function roleChoices(columns: readonly ColumnRole[], roles: ColumnRoles): RoleChoice[] {
  return columns.flatMap((role) => {
    const taken = playersOf(role, roles).length;
    const count = role.several ? taken + 1 : 1;
    return Array.from({ length: count }, (_, i) => ({
      key: keyOf(role.key, i + 1),
      role,
      place: i + 1,
    }));
  });
}

/** Gives a column a role, '' for none; whoever had it has none, and those behind it move up. */
export function withRole(
  columns: readonly ColumnRole[],
  roles: ColumnRoles,
  column: string,
  given: string,
): ColumnRoles {
  const others = Object.entries(roles).filter(([key, name]) => name !== column && key !== given);
  const all = Object.fromEntries(given ? [...others, [given, column]] : others);
  const numbered = columns.flatMap((role) =>
    playersOf(role, all).map((name, i) => [keyOf(role.key, i + 1), name]),
  );
  return Object.fromEntries(numbered);
}

/** Columns that play a role, the first one first. */
function playersOf({ key, several }: ColumnRole, roles: ColumnRoles): string[] {
  const places = Object.entries(roles).flatMap(([role, name]) => {
    if (role === key) return [{ place: 1, name }];
    const place = several && role.startsWith(key) ? Number(role.slice(key.length)) : Number.NaN;
    return Number.isInteger(place) ? [{ place, name }] : [];
  });
  return places.sort((a, b) => a.place - b.place).map(({ name }) => name);
}

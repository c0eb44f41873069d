import type { TryAnswer } from '../../../worker/protocol';

/** A tuned model's answer, with whose it is and how it is drawn. */
export interface Side {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly answer: TryAnswer;
}

/** Answers that can be held against each other. */
export interface Group {
  readonly sides: readonly Side[];
  /** Every name that any of them knows, the first one's own first. */
  readonly labels: readonly string[];
  /** Why it stands apart from the first group; null for that one. */
  readonly apart: 'task' | 'labels' | null;
}

/**
 * Answers side by side where they are about the same: of one task, and about some of the same classes,
 * labels or numbers. Others stand by themselves.
 */
export function groupsOf(sides: readonly Side[]): readonly Group[] {
  const groups: Side[][] = [];
  for (const side of sides) {
    const own = groups.find(([first]) => first && isComparable(first.answer, side.answer));
    if (own) own.push(side);
    else groups.push([side]);
  }
  return groups.map((own, i) => {
    const labels = [...new Set(own.flatMap(({ answer }) => answer.labels))];
    const sameTask = groups[0]?.[0]?.answer.goal === own[0]?.answer.goal;
    return { sides: own, labels, apart: i === 0 ? null : sameTask ? 'labels' : 'task' };
  });
}

function isComparable(a: TryAnswer, b: TryAnswer): boolean {
  // What fills in words has no names: every word is one.
  const nameless = a.labels.length === 0 && b.labels.length === 0;
  return a.goal === b.goal && (nameless || a.labels.some((label) => b.labels.includes(label)));
}

/** What a side says of a name; null where it does not know it. */
export function scoreOf(
  { labels }: TryAnswer,
  { scores }: TryAnswer['tuned'],
  label: string,
): number | null {
  const at = labels.indexOf(label);
  return at < 0 ? null : (scores[at] ?? null);
}

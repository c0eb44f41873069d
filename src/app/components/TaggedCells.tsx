import type { ListedRow } from '../../worker/protocol';
import { Tagged } from './Tagged';

interface Props {
  readonly marked: NonNullable<ListedRow['marked']>;
  readonly labels: readonly string[];
}

/** A sentence twice: as it is marked, and as the model marks it. */
export function TaggedCells({ marked: { words, tags }, labels }: Props) {
  return (
    <>
      <td className="marked">
        <Tagged words={words} tags={tags.truth} labels={labels} />
      </td>
      <td className="marked">
        <Tagged words={words} tags={tags.said} labels={labels} />
      </td>
    </>
  );
}

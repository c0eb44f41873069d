interface Props {
  readonly name: string;
  readonly colour: string;
}

/** The head of a model's two columns, its bar and its number. */
export function SideName({ name, colour }: Props) {
  return (
    <th colSpan={2} scope="colgroup">
      <span className="line">
        <i className="dot" style={{ background: colour }} />
        <span className="ellipsis" title={name}>
          {name}
        </span>
      </span>
    </th>
  );
}

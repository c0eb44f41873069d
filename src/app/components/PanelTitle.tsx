import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly sub?: string;
  /** What can be done with the panel as a whole, at its right. */
  readonly children?: ReactNode;
}

/** A panel's finding and one line on what it rests on. */
export function PanelTitle({ title, sub, children }: Props) {
  return (
    <div className="title">
      <div>
        <h1>{title}</h1>
        {sub && <p>{sub}</p>}
      </div>
      {children}
    </div>
  );
}

import type { ReactNode } from 'react';
import { ROW_HEIGHT, type RowWindow } from '../data/rowWindow';

interface Props {
  readonly view: RowWindow;
  /** Rows that are drawn, from the window's start on. */
  readonly shown: number;
  readonly children: ReactNode;
}

/** Rows in sight, with room above and below for those that are not drawn. */
export function RowSpace({ view, shown, children }: Props) {
  const above = view.offset(view.start);
  const below = Math.max(0, view.height - above - shown * ROW_HEIGHT);
  return (
    <>
      <tr aria-hidden style={{ height: above }} />
      {children}
      <tr aria-hidden style={{ height: below }} />
    </>
  );
}

import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  readonly label: string;
  /** How it looks: with `scroll` its edges are drawn, with `bleed` a phone gives it the whole width. */
  readonly className: string;
  readonly children: ReactNode;
}

/** A named place for a table that may scroll; keys reach it where it does. */
export function ScrollTable({ label, className, children }: Props) {
  const place = useRef<HTMLElement>(null);
  const scrolls = useScrolls(place);
  return (
    <section
      ref={place}
      className={className}
      aria-label={label}
      tabIndex={scrolls ? 0 : undefined}
    >
      {children}
    </section>
  );
}

function useScrolls(place: { readonly current: HTMLElement | null }): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = (): void =>
      setScrolls(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight,
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [place]);
  return scrolls;
}

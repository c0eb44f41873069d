/** A panel's finding and one line on what it rests on. */
export function PanelTitle({ title, sub }: { readonly title: string; readonly sub?: string }) {
  return (
    <div className="title">
      <h1>{title}</h1>
      {sub && <p>{sub}</p>}
    </div>
  );
}

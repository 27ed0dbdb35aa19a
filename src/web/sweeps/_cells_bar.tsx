/** @jsxImportSource hono/jsx */

/** How many cells have ended, as a bar and in words. */
export function CellsBar({ ended, cells }: { readonly ended: number | null; readonly cells: number }) {
  const words = `${ended === null ? "–" : ended.toLocaleString("en-US")} of ${cells.toLocaleString("en-US")}`;
  return (
    <span class="cells-bar">
      <progress value={ended ?? 0} max={Math.max(cells, 1)} aria-label={`${words} cells have ended`} />
      <span>{words}</span>
    </span>
  );
}

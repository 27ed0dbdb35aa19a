import { windowTop } from "./window_top.ts";

/** So many of the lines as there is room for, with the one that has the cursor among them. */
export function windowOf<T>(lines: readonly T[], { at, rows }: { readonly at: number; readonly rows: number }): T[] {
  const room = Math.max(0, rows);
  const top = windowTop(at, { count: lines.length, rows: room });
  return lines.slice(top, top + room);
}

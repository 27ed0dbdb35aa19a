import type { Key } from "../key.ts";
import { moved } from "./moved.ts";

/** How many lines are above what is seen of a text after a key; `null`: the key does not scroll it. */
export function scrolled(
  key: Key,
  top: number,
  { lines, page }: { readonly lines: number; readonly page: number },
): number | null {
  return moved(key, top, { count: Math.max(1, lines - page + 1), page });
}

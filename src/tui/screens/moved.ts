import type { Key } from "../key.ts";

/** Where a cursor in a list of so many rows is after a key; `null`: the key does not move it. */
export function moved(key: Key, at: number, { count, page }: { readonly count: number; readonly page: number }) {
  const to = target(key, at, { count, page });
  return to === null ? null : Math.max(0, Math.min(count - 1, to));
}

function target(key: Key, at: number, { count, page }: { readonly count: number; readonly page: number }) {
  if ("text" in key) return key.text === "j" ? at + 1 : key.text === "k" ? at - 1 : null;
  switch (key.name) {
    case "down":
      return at + 1;
    case "up":
      return at - 1;
    case "pagedown":
      return at + Math.max(1, page);
    case "pageup":
      return at - Math.max(1, page);
    case "home":
      return 0;
    case "end":
      return count - 1;
    default:
      return null;
  }
}

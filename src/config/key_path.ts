/** Where something stands in a file, as zod gives it: `["endpoints", 0, "price"]`. */
export type KeyPath = readonly PropertyKey[];

/** `endpoints[0].price`, with quotes around keys that are no plain words. */
export function showPath(path: KeyPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else {text += (text === "" ? "" : ".") +
        (/^[A-Za-z0-9_-]+$/.test(String(part)) ? String(part) : `"${String(part)}"`);}
  }
  return text;
}

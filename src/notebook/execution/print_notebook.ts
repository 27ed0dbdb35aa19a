import type { Notebook } from "./notebook.ts";

/** The text of a notebook file, laid out as Jupyter itself lays it out, so that saving it there changes nothing else. */
export function printNotebook(notebook: Notebook): string {
  return JSON.stringify(sortKeys(notebook), null, 1) + "\n";
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const sorted = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted.map(([key, item]) => [key, sortKeys(item)]));
}

import type { JsonValue } from "../spec/mod.ts";

/** What is under these is not ours: what a list or an answer said, or a map whose keys are data. */
const FOREIGN: ReadonlySet<string> = new Set([
  "after",
  "arguments",
  "before",
  "body",
  "extra",
  "headers",
  "query",
  "rawUsage",
  "renames",
  "value",
]);

/**
 * Records of ours as a `--json` document has them: names in snake_case, `inputUsd` as `input_usd`. Values stay, and so
 * does all that is foreign; what is undefined is left out.
 */
export function snakeKeys<T extends object>(records: T): JsonValue {
  return renamed(JSON.parse(JSON.stringify(records)));
}

function renamed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(renamed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [snakeName(key), FOREIGN.has(key) ? one : renamed(one)]),
  );
}

/** A number begins a word of its own behind a word (`write_1h`), and not behind a letter (`p50`). */
function snakeName(name: string): string {
  return name.replaceAll(/[A-Z]|(?<=[A-Za-z]{2})\d/g, (found) => `_${found.toLowerCase()}`);
}

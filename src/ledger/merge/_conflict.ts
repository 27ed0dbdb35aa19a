import { canonicalJson, UserError } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";

/** Refuse to merge, and say about what the ledgers disagree: the key, and the first field with both its values. */
export function conflict(what: string, a: object, b: object): UserError {
  const field = firstDifference(a, b);
  const values = [a, b].map((one) => short((one as { readonly [name: string]: unknown })[field]));
  return new UserError(
    `Cannot merge the ledgers as they disagree about ${what}: "${field}" is ${values.join(" and ")}; ` +
      "--prefer newest takes the newer one",
  );
}

/** The same for two values that say the same. */
export function text(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as JsonValue);
}

const MOST_CHARS = 60;

function short(value: unknown): string {
  const all = text(value);
  return all.length <= MOST_CHARS ? all : `${all.slice(0, MOST_CHARS)}…`;
}

function firstDifference(a: object, b: object): string {
  const [x, y] = [a, b] as { readonly [name: string]: unknown }[];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].find((name) => text(x[name]) !== text(y[name])) ?? "";
}

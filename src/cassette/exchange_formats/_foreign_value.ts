import { canonicalJson } from "../../base/mod.ts";

/** A value of a foreign file: JSON, whole numbers of any size, and bytes. */
export type ForeignValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array<ArrayBuffer>
  | ForeignValue[]
  | { [name: string]: ForeignValue };

/** Parse JSON; whole numbers beyond what a double holds exactly keep their digits. */
export function parseForeignJson(text: string): ForeignValue {
  const exact = (_name: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context!.source!)
      : value;
  return JSON.parse(text, exact as (name: string, value: unknown) => unknown);
}

/**
 * The canonical JSON (RFC 8785) of a parsed body, but for whole numbers that a double cannot hold, which keep their
 * digits.
 * @throws {TypeError} on a value that JSON cannot carry: bytes, or a number that is not finite.
 */
export function canonicalText(value: ForeignValue): string {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) throw new TypeError("Cannot write JSON as a parsed body holds bytes");
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object" || value === null) return canonicalJson(value);
  const members = Object.keys(value).sort().map((name) => `${canonicalJson(name)}:${canonicalText(value[name])}`);
  return `{${members.join(",")}}`;
}

/** Whether a value is an object with names. */
export function isObject(value: unknown): value is { [name: string]: ForeignValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

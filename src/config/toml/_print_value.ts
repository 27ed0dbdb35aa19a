import { isTable } from "../../base/mod.ts";

/** A value as it stands behind `=`, on one line. */
export function printValue(value: unknown): string {
  if (typeof value === "string") return printString(value);
  if (typeof value === "number") return printNumber(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  if (isTable(value)) {
    const pairs = Object.entries(value).filter(([, one]) => one !== undefined)
      .map(([key, one]) => `${printKey(key)} = ${printValue(one)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  throw new TypeError(`Cannot write TOML as it has no such value: current value is ${String(value)}`);
}

/** One part of a key, in quotes where it needs them. */
function printKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : printString(key);
}

/** A key path with dots; indices, which no header names, are left out. */
export function printKeys(path: readonly (string | number)[]): string {
  return path.filter((part) => typeof part === "string").map(printKey).join(".");
}

function printString(text: string): string {
  if (!text.isWellFormed()) {
    throw new TypeError("Cannot write TOML as a text has half of a surrogate pair, which no file can hold");
  }
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
}

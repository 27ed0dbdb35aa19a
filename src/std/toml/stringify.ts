/** How {@linkcode stringify} writes. */
export interface StringifyOptions {
  /** Whether the equals signs of all keys stand in one column. */
  keyAlignment?: boolean;
}

/** A line of the document: a blank one, a header, or a pair, whose key may yet be padded. */
type Line = { readonly kind: "blank" } | { readonly kind: "header"; readonly text: string } | {
  readonly kind: "pair";
  readonly key: string;
  readonly value: string;
};

type Table = Record<string, unknown>;

const BLANK: Line = { kind: "blank" };

/**
 * An object as a TOML document: the simple values of a table first, then its tables, a blank line before each header;
 * the header of a table that has only tables in it is left out. Dates are written in UTC without an offset, and as
 * strings within arrays; what is `undefined` or a function is left out.
 * @throws {TypeError} for `null`, which TOML cannot carry, and for what is neither data nor a date within an array.
 */
export function stringify(obj: Record<string, unknown>, options: StringifyOptions = {}): string {
  const lines = tableLines(obj, []);
  const width = options.keyAlignment
    ? Math.max(0, ...lines.map((line) => line.kind === "pair" ? line.key.length : 0))
    : 0;
  return lines
    .filter((line, index) => line.kind !== "blank" || lines[index + 1]?.kind !== "blank")
    .map((line) => lineText(line, width))
    .join("\n");
}

function lineText(line: Line, width: number): string {
  if (line.kind === "blank") return "";
  return line.kind === "header" ? line.text : `${line.key.padEnd(width)} = ${line.value}`;
}

function tableLines(table: Table, path: readonly string[]): Line[] {
  const entries = Object.entries(table).filter(([, value]) => isWritten(value));
  const pairs = entries.filter(([, value]) => isSimple(value));
  const tables = entries.filter(([, value]) => !isSimple(value));
  return [
    ...pairs.map(([key, value]): Line => ({ kind: "pair", key: keyText(key), value: pairText(value) })),
    ...tables.flatMap(([key, value]) => nestedLines(value as Table | Table[], [...path, key])),
    BLANK,
  ];
}

function nestedLines(value: Table | Table[], path: readonly string[]): Line[] {
  const name = path.map(keyText).join(".");
  if (Array.isArray(value)) {
    return value.flatMap((item): Line[] => [BLANK, { kind: "header", text: `[[${name}]]` }, ...tableLines(item, path)]);
  }
  if (hasOnlyTables(value)) return tableLines(value, path);
  return [BLANK, { kind: "header", text: `[${name}]` }, ...tableLines(value, path)];
}

/** Whether the first thing in a table is the header of a table within it, which says that this one exists. */
function hasOnlyTables(table: Table): boolean {
  const values = Object.values(table).filter(isWritten);
  return values.length > 0 && !values.some(isSimple) && !Array.isArray(values[0]);
}

function isWritten(value: unknown): boolean {
  if (value === null) throw new TypeError("Cannot write TOML as it has no null: current value is null");
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}

function isSimple(value: unknown): boolean {
  return isPrimitive(value) || (Array.isArray(value) && !isTableArray(value));
}

function isPrimitive(value: unknown): boolean {
  return ["string", "number", "bigint", "boolean"].includes(typeof value) || value instanceof Date ||
    value instanceof RegExp;
}

function isTableArray(value: unknown[]): boolean {
  return value.length > 0 &&
    value.every((item) => typeof item === "object" && item !== null && !Array.isArray(item) && !isPrimitive(item));
}

function pairText(value: unknown): string {
  if (value instanceof Date) return dateText(value);
  // The original writes such an array as JSON, in which dates keep their Z.
  if (Array.isArray(value) && value.every(isPrimitive)) {
    return `[${value.map((item) => item instanceof Date ? JSON.stringify(item) : inlineText(item)).join(",")}]`;
  }
  return inlineText(value);
}

function inlineText(value: unknown): string {
  if (typeof value === "string" || value instanceof RegExp) return stringText(String(value));
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Date) return stringText(dateText(value));
  if (Array.isArray(value)) return `[${value.map(inlineText).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value).map(([key, item]) => `${keyText(key)} = ${inlineText(item)}`).join(",")}}`;
  }
  throw new TypeError(`Cannot write TOML as an array holds no TOML value: current value is ${String(value)}`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

function dateText(value: Date): string {
  return value.toISOString().slice(0, -1);
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : stringText(key);
}

function stringText(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}

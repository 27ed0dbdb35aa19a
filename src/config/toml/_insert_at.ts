import { parse } from "@std/toml";
import { isTable } from "../../base/mod.ts";
import { valueAt } from "./_data.ts";
import { isSame, isWithin, TomlDocument } from "./_document.ts";
import { printKeys, printValue } from "./_print_value.ts";
import type { TomlEntry, TomlPath } from "./_scan_toml.ts";
import { setAt } from "./_set_at.ts";

/** The text with a value at a path where nothing stands yet. */
export function insertAt(text: string, given: TomlPath, givenValue: unknown): string {
  const { path, value } = withoutNewLists(text, given, givenValue);
  const document = new TomlDocument(text);
  const data = parse(text);
  const known = longestKnown(data, path);
  const holder = valueAt(data, known);
  const isList = Array.isArray(holder) && typeof path[known.length] === "number";
  if (!isList && !(isTable(holder) && typeof path[known.length] === "string")) {
    return setAt(text, known, nested(path.slice(known.length), value));
  }
  if (isList) return insertItem(document, { path, known, value, holder });
  const inline = inlineHolder(document, known);
  if (inline !== null) return insertInline(document, inline, `${keysFrom(inline.path, path)} = ${printValue(value)}`);
  const dotted = document.entries.findLast((entry) =>
    !entry.isInline && entry.kind === "pair" && isWithin(entry.path, known) && entry.container.length < known.length
  );
  if (dotted !== undefined) {
    return insertLine(document, dotted, `${keysFrom(dotted.container, path)} = ${printValue(value)}`);
  }
  return insertInSection(document, { path, known, value });
}

/** Where the path goes on with an index into a list that is not there yet, the list is the value. */
function withoutNewLists(text: string, path: TomlPath, value: unknown): { path: TomlPath; value: unknown } {
  const known = longestKnown(parse(text), path).length;
  const index = path.findIndex((part, i) => i > known && typeof part === "number");
  if (index === -1) return { path, value };
  return { path: path.slice(0, index), value: nested(path.slice(index), value) };
}

/** The longest beginning of a path at which something stands. */
function longestKnown(data: unknown, path: TomlPath): TomlPath {
  let length = path.length - 1;
  while (length > 0 && valueAt(data, path.slice(0, length)) === undefined) length--;
  return path.slice(0, length);
}

function nested([part, ...rest]: TomlPath, value: unknown): unknown {
  if (part === undefined) return value;
  return typeof part === "number" ? [nested(rest, value)] : { [part]: nested(rest, value) };
}

interface Insertion {
  readonly path: TomlPath;
  /** The part of the path that is there. */
  readonly known: TomlPath;
  readonly value: unknown;
}

function insertItem(
  document: TomlDocument,
  { path, known, value, holder }: Insertion & { readonly holder: readonly unknown[] },
): string {
  const index = path[known.length];
  if (index !== holder.length) {
    throw new RangeError(
      `Cannot add to a list of ${holder.length} as an item would be missing: current value is ${index}`,
    );
  }
  const one = nested(path.slice(known.length + 1), value);
  const entry = document.entries.find((one) => isSame(one.path, known));
  if (entry?.shape === "list") return insertInline(document, entry, printValue(one));
  if (!isTable(one)) return setAt(document.text, known, [...holder, one]);
  return insertBlock(document, [...known, index], one);
}

/** The braces that a table is written in, or that have keys with dots which lead into it. */
function inlineHolder({ entries }: TomlDocument, path: TomlPath): TomlEntry | null {
  const braces = entries.find((entry) => isSame(entry.path, path) && entry.kind !== "table" && entry.kind !== "tables");
  if (braces !== undefined) return braces;
  const within = entries.find((entry) =>
    entry.isInline && isWithin(entry.path, path) && entry.container.length < path.length
  );
  return within === undefined ? null : entries.find((entry) => isSame(entry.path, within.container))!;
}

function keysFrom(container: TomlPath, path: TomlPath): string {
  return printKeys(path.slice(container.length));
}

function insertInline(document: TomlDocument, holder: TomlEntry, item: string): string {
  const last = document.entries.findLast((entry) => entry.isInline && isSame(entry.container, holder.path));
  if (last !== undefined) return document.replaced(last.end, last.end, `, ${item}`);
  const blank = holder.shape === "table" ? " " : "";
  // What stands between empty brackets can be a comment.
  return document.replaced(holder.valueStart + 1, holder.valueStart + 1, `${blank}${item}${blank}`);
}

/** A pair behind another one, as far from the margin. */
function insertLine(document: TomlDocument, behind: TomlEntry, pair: string): string {
  const lineStart = document.lineStart(behind.start);
  const indent = behind.kind === "pair" ? document.text.slice(lineStart, behind.start) : "";
  return document.withLinesAfter(behind.end, [indent + pair]);
}

function insertInSection(document: TomlDocument, { path, known, value }: Insertion): string {
  if (isBlock(value)) return insertBlock(document, path, value);
  if (path.length > known.length + 1) return insertUnder(document, path, value);
  const section = document.entries.findLast((entry) =>
    !entry.isInline && (entry.kind === "pair" ? isSame(entry.container, known) : isSame(entry.path, known))
  );
  const pair = `${printKeys(path.slice(-1))} = ${printValue(value)}`;
  if (section !== undefined) return insertLine(document, section, pair);
  return known.length === 0 ? insertFirst(document, pair) : insertUnder(document, path, value);
}

/** A header for the table that a pair goes into, and the pair. */
function insertUnder(document: TomlDocument, path: TomlPath, value: unknown): string {
  return setAt(withHeader(document, path.slice(0, -1)), path, value);
}

/** The first pair of a document, above the first header and the comment that belongs to it. */
function insertFirst(document: TomlDocument, pair: string): string {
  const { text, entries } = document;
  if (entries.length === 0) return document.withLinesAt(text.length, [pair]);
  let at = document.lineStart(entries[0].start);
  while (at > 0) {
    const above = document.lineStart(at - 1);
    // A line for editors stays the first one of its file.
    if (!/^[ \t]*#(?!:)/.test(text.slice(above, at))) break;
    at = above;
  }
  return document.replaced(at, at, `${pair}\n\n`);
}

function isBlock(value: unknown): boolean {
  return isTable(value) || (Array.isArray(value) && value.length > 0 && value.every(isTable));
}

/** A table under a header of its own, or a list of them. */
function insertBlock(document: TomlDocument, path: TomlPath, value: unknown): string {
  if (Array.isArray(value)) {
    return value.reduce<string>(
      (text, one, i) => insertBlock(new TomlDocument(text), [...path, i], one),
      document.text,
    );
  }
  return Object.entries(value as object).reduce(
    (text, [key, one]) => setAt(text, [...path, key], one),
    withHeader(document, path),
  );
}

/** A new header behind what is nearest to it: at the end of the table that it is within, or of the text. */
function withHeader(document: TomlDocument, path: TomlPath): string {
  const { entries, text } = document;
  const header = typeof path.at(-1) === "number" ? `[[${printKeys(path)}]]` : `[${printKeys(path)}]`;
  for (let length = path.length - 1; length > 0; length--) {
    const near = entries.filter((entry) => !entry.isInline && isWithin(entry.path, path.slice(0, length))).at(-1);
    if (near === undefined) continue;
    const after = text.slice(document.lineEnd(near.end));
    const isSpaced = after === "" || /^[ \t]*\r?\n/.test(after);
    return document.withLinesAfter(near.end, ["", header, ...(isSpaced ? [] : [""])]);
  }
  const isSpaced = /^\s*$|\n[ \t\r]*\n$/.test(text);
  return document.withLinesAt(text.length, isSpaced ? [header] : ["", header]);
}

import { parse } from "@std/toml";
import { isTable } from "../../base/mod.ts";
import { equals, valueAt } from "./_data.ts";
import { deleteAt } from "./_delete_at.ts";
import { isSame, TomlDocument } from "./_document.ts";
import { insertAt } from "./_insert_at.ts";
import { printValue } from "./_print_value.ts";
import type { TomlPath } from "./_scan_toml.ts";

/** The text with a value at a path: changed in place where something stands there, and new otherwise. */
export function setAt(text: string, path: TomlPath, value: unknown): string {
  const current = valueAt(parse(text), path);
  if (current === undefined) return insertAt(text, path, value);
  if (equals(current, value)) return text;
  if (isTable(current) && isTable(value)) return setTable(text, { path, current, value });
  const document = new TomlDocument(text);
  const entry = document.entries.find((one) => isSame(one.path, path));
  if (entry !== undefined && (entry.kind === "pair" || entry.kind === "item")) {
    return document.replaced(entry.valueStart, entry.end, printValue(value));
  }
  if (Array.isArray(current) && areTables(value)) return setTables(text, { path, current, value });
  if (entry?.kind === "tables") return setAmongTables(text, path, value);
  return insertAt(deleteAt(text, path), path, value);
}

interface Change<T> {
  readonly path: TomlPath;
  readonly current: T;
  readonly value: T;
}

function setTable(text: string, { path, current, value }: Change<{ readonly [key: string]: unknown }>): string {
  let edited = text;
  for (const [key, one] of Object.entries(value)) edited = setAt(edited, [...path, key], one);
  for (const key of Object.keys(current)) {
    if (!Object.hasOwn(value, key)) edited = deleteAt(edited, [...path, key]);
  }
  return edited;
}

function setTables(text: string, { path, current, value }: Change<readonly unknown[]>): string {
  let edited = text;
  value.forEach((one, i) => edited = setAt(edited, [...path, i], one));
  for (let i = current.length - 1; i >= value.length; i--) edited = deleteAt(edited, [...path, i]);
  return edited;
}

/** A list of tables that gets another item can no longer stand under headers. */
function setAmongTables(text: string, path: TomlPath, value: unknown): string {
  const list = path.slice(0, -1);
  const items = valueAt(parse(text), list) as readonly unknown[];
  return setAt(text, list, items.with(path.at(-1) as number, value));
}

function areTables(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}

import { isTable } from "../../base/mod.ts";
import type { TomlEdit } from "./edit_toml.ts";

/** What a TOML text says. */
export type TomlTable = { readonly [key: string]: unknown };

/** What stands at a path; `undefined`: nothing. */
export function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return at[part as number];
    return isTable(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }, data);
}

/** The data with one change made. */
export function withEdit(data: TomlTable, { path, value }: TomlEdit): TomlTable {
  return changed(data, path, value) as TomlTable;
}

function changed(data: unknown, [part, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (part === undefined) return value;
  if (typeof part === "number") {
    const list = Array.isArray(data) ? [...data] : [];
    const one = changed(list[part], rest, value);
    if (one === undefined) list.splice(part, 1);
    else list[part] = one;
    return list;
  }
  const table = isTable(data) ? data : {};
  if (value === undefined && !Object.hasOwn(table, part)) return data;
  const one = changed(table[part], rest, value);
  const others = Object.entries(table).filter(([key]) => key !== part);
  return Object.fromEntries(one === undefined ? others : [...others, [part, one]]);
}

/** Whether two values are the same; the order of keys is nothing. */
export function equals(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => equals(one, b[i]));
  if (!isTable(a) || !isTable(b)) return Object.is(a, b);
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key]));
}

/** The data without what a text need not say: tables in which there is nothing, and lists of nothing. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((one) => pruned(one) ?? {});
  if (!isTable(value)) return value;
  const left = Object.entries(value).map(([key, one]) => [key, pruned(one)]).filter(([, one]) => one !== undefined);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

import type { Dialect, Endpoint } from "../../spec/mod.ts";
import { PLAIN } from "./_facts.ts";
import { rowOf } from "./row_of.ts";

/**
 * The dialect in which an endpoint is written to: its own, else that of its provider's row; the plain one for whoever is
 * not known, and behind a door of another format than the row's.
 */
export function dialectOf({ dialect, provider, wire }: Pick<Endpoint, "dialect" | "provider" | "wire">): Dialect {
  if (dialect !== undefined) return dialect;
  const row = rowOf(provider);
  return row !== null && row.wire === wire ? row.dialect : PLAIN;
}

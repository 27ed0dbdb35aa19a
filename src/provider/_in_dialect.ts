import type { Dialect, JsonObject } from "../spec/mod.ts";
import type { UnsupportedFields } from "./_unsupported.ts";

/** A body without the fields that a server refuses, and with its own names for the others. */
export function inDialect(body: JsonObject, dialect: Dialect, unsupported: UnsupportedFields): JsonObject {
  const { renames, refuses } = dialect;
  const taken = Object.entries(body).filter(([name]) => {
    if (refuses.includes(name)) unsupported.add(name, "the provider does not take it");
    return !refuses.includes(name);
  });
  return Object.fromEntries(taken.map(([name, value]) => [Object.hasOwn(renames, name) ? renames[name] : name, value]));
}

import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";

/**
 * What has to be merged into `written` to make `original` of it, as far as adding and replacing can; `undefined` when
 * that is nothing. So whatever a reader has no name for is found without a list of such names.
 */
export function restOf(original: JsonObject, written: JsonObject): JsonObject | undefined {
  const rest: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(original)) {
    const there = Object.hasOwn(written, name) ? written[name] : undefined;
    if (isObject(value) && isObject(there)) {
      const inner = restOf(value, there);
      if (inner !== undefined) rest.push([name, inner]);
    } else if (there === undefined || JSON.stringify(value) !== JSON.stringify(there)) rest.push([name, value]);
  }
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** The same as the `extra` of what was read. */
export function extraOf(original: JsonObject, written: JsonObject): { readonly extra?: JsonObject } {
  const extra = restOf(original, written);
  return extra === undefined ? {} : { extra };
}

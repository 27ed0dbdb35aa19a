import { jsonPointerTo } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { keyedValue } from "../key.ts";
import type { MintedNames } from "./minted_names.ts";

/** Objects of these names hold what a model or a user made up: an `id` in there is not an id of an answer. */
const MADE_UP = new Set([
  ...["args", "arguments", "input", "parameters", "response", "schema", "json_schema", "metadata"],
  // Files and pictures, whose `data` is no signature.
  ...["source", "inlineData", "inline_data", "input_audio"],
]);

/** A string of a request that may be an id which an answer minted. */
export interface RequestId {
  /** In the body as it counts for the key. */
  readonly pointer: string;
  readonly value: string;
}

/** The strings of a request's body that may be ids, in their order. */
export function idsIn(body: string, ignore: readonly string[], names: MintedNames): RequestId[] {
  if (!names.occurIn(body)) return [];
  const ids: RequestId[] = [];
  collect(keyedValue(body, ignore), "", names, ids);
  return ids;
}

function collect(value: JsonValue, pointer: string, names: MintedNames, into: RequestId[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, i) => collect(item, `${pointer}/${i}`, names, into));
    return;
  }
  for (const name of Object.keys(value)) {
    const member = value[name];
    const at = jsonPointerTo(pointer, name);
    if (typeof member !== "string") {
      if (Array.isArray(member) || !MADE_UP.has(name)) collect(member, at, names, into);
    } else if (member !== "" && names.has(name)) into.push({ pointer: at, value: member });
  }
}

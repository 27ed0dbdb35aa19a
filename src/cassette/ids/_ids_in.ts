import type { JsonValue } from "../../spec/mod.ts";
import { keyedValue } from "../key.ts";
import type { MintedNames } from "./minted_names.ts";

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
    const at = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (typeof member !== "string") collect(member, at, names, into);
    else if (member !== "" && names.has(name)) into.push({ pointer: at, value: member });
  }
}

import type { JsonObject } from "../../spec/mod.ts";

/** The name of this wire format, as it stands in native parts. */
export const WIRE = "ollama-chat";

/** What is left of an object, as the field that it goes into; nothing where nothing is left. */
export function extraOf(rest: JsonObject): { extra?: JsonObject } {
  return Object.keys(rest).length === 0 ? {} : { extra: rest };
}

import type { JsonValue, ModelPage } from "../../spec/mod.ts";
import { asText } from "./_fields.ts";

/** The query of a link to the next page, whole or beginning with its path; `null` where there is none to follow. */
export function nextOfLink(link: JsonValue | undefined): ModelPage["next"] {
  const text = asText(link);
  const query = text?.split("?")[1]?.split("#")[0];
  if (query === undefined) return null;
  const parameters = Object.fromEntries(new URLSearchParams(query));
  return Object.keys(parameters).length === 0 ? null : parameters;
}

/** A token that goes into one parameter of the query; `null` where there is none. */
export function nextOfToken(parameter: string, token: JsonValue | undefined): ModelPage["next"] {
  const text = asText(token);
  return text === null ? null : { [parameter]: text };
}

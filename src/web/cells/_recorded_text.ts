import type { CellTryDetail } from "../../report/cells/mod.ts";

type Entry = NonNullable<CellTryDetail["entry"]>;

/** A recorded body as text: JSON laid out, bytes that are no text as base64. */
export function bodyText(body: Entry["record"]["request"]["body"]): string {
  if (body === null) return "";
  if ("json" in body) return JSON.stringify(body.json, null, 2);
  return "text" in body ? body.text : body.base64;
}

/** The body of a response as it came. */
export function responseText({ record: { response } }: Entry): string {
  return response === undefined ? "" : bodyText(response.body);
}

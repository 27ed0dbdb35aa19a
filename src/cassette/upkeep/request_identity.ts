import { bodyContent } from "../body.ts";
import { readHeaders } from "../headers.ts";
import type { Interaction } from "../interaction.ts";
import { requestKey } from "../key.ts";

/** What an id that an answer minted counts as: in two recordings of one conversation it is never the same. */
const MINTED = "minted";

/** What of a request tells it from others. */
export interface RequestIdentityOptions {
  /** JSON Pointers to fields of the body that do not count. */
  readonly ignore?: readonly string[];
  /** In place of the URL on the line. */
  readonly url?: string;
}

/**
 * What was asked, as one hash: the same for every repeat, whatever its scope, on any tape. It is the key of the request
 * without its scope, and with one word in place of all ids that answers minted.
 */
export function requestIdentity(
  { request, bound }: Pick<Interaction, "request" | "bound">,
  { ignore = [], url = request.url }: RequestIdentityOptions = {},
): string {
  const content = bodyContent(request.body);
  return requestKey({
    method: request.method,
    url,
    headers: readHeaders(request.headers).keyed,
    body: typeof content === "string" ? content.toWellFormed() : content,
    bound: bound && Object.fromEntries(Object.keys(bound).map((pointer) => [pointer, MINTED])),
  }, ignore);
}

import { bodyContent } from "./body.ts";
import { readHeaders } from "./headers.ts";
import type { CassetteHeader, Interaction } from "./interaction.ts";
import { requestKey } from "./key.ts";

/** The key that follows from what stands on a line; `null` where a function made the keys, which nobody has here. */
export function recordedKey(
  { request, scope, bound }: Pick<Interaction, "request" | "scope" | "bound">,
  header: CassetteHeader,
): string | null {
  if (header.matcher !== undefined) return null;
  const { method, url, headers } = request;
  const content = bodyContent(request.body);
  // As bytes of UTF-8, halves of characters are what a recorder would have written in their place.
  const body = typeof content === "string" ? content.toWellFormed() : content;
  return requestKey({ method, url, headers: readHeaders(headers).keyed, scope, bound, body }, header.ignore ?? []);
}

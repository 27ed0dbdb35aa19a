import { z } from "zod";
import { bodyBytes, bytesFrom, EntryError, headerPairs, type ReadEntries, readEntries } from "./_entries.ts";
import { canonicalText, type ForeignValue } from "./_foreign_value.ts";
import { foreignResponse } from "./_foreign_response.ts";
import type { ForeignRequest, ForeignResponse } from "./foreign_exchange.ts";

const status = z.union([
  z.number(),
  z.looseObject({ code: z.number(), message: z.union([z.string(), z.instanceof(Uint8Array)]).nullish() }),
]);

const entry = z.looseObject({
  request: z.looseObject({
    method: z.string(),
    uri: z.string(),
    headers: z.unknown().optional(),
    body: z.unknown().optional(),
    parsed_body: z.unknown().optional(),
  }),
  response: z.looseObject({
    status,
    headers: z.unknown().optional(),
    body: z.unknown().optional(),
    parsed_body: z.unknown().optional(),
  }),
});
type Entry = z.infer<typeof entry>;

/** The interactions of a vcrpy cassette, YAML or JSON, `parsed_body` of pydantic-ai's serializer included. */
export function readVcrpy(interactions: readonly ForeignValue[]): ReadEntries {
  return readEntries(interactions, {
    schema: entry,
    folder: "interactions",
    read: ({ request, response }, place) => ({
      exchanges: [{ place, at: null, request: requestOf(request), response: responseOf(response) }],
    }),
  });
}

function requestOf({ method, uri, headers, body, parsed_body }: Entry["request"]): ForeignRequest {
  const isParsed = body === undefined && parsed_body !== undefined;
  return {
    method,
    url: uri,
    headers: headerPairs(headers),
    body: isParsed ? parsedBytes(parsed_body, "request") : bodyBytes(body, "request/body"),
  };
}

function responseOf({ status, headers, body, parsed_body }: Entry["response"]): ForeignResponse {
  const { code, message } = typeof status === "number" ? { code: status, message: "" } : status;
  const isParsed = body === undefined && parsed_body !== undefined;
  return foreignResponse({
    status: code,
    statusText: typeof message === "string" ? message : "",
    headers: headerPairs(headers),
    body: isParsed ? parsedBytes(parsed_body, "response") : responseBytes(body),
    // A body that was text was inflated already: no compressed body is UTF-8.
    isAsSent: !isParsed && typeof (body as { string?: unknown } | null | undefined)?.string !== "string",
    reconstructed: isParsed,
  });
}

/** `{string: …}`; the older `{base64_string: …}`; or the text itself. */
function responseBytes(body: unknown): Uint8Array<ArrayBuffer> {
  if (typeof body !== "object" || body === null || body instanceof Uint8Array) return bodyBytes(body, "response/body");
  const { string, base64_string } = body as { string?: unknown; base64_string?: unknown };
  if (typeof base64_string === "string") return bytesFrom(base64_string, "base64");
  return bodyBytes(string, "response/body/string");
}

function parsedBytes(body: unknown, where: string): Uint8Array<ArrayBuffer> {
  try {
    return new TextEncoder().encode(canonicalText(body as ForeignValue));
  } catch (cause) {
    throw new EntryError(`${where}/parsed_body: ${(cause as Error).message}`);
  }
}

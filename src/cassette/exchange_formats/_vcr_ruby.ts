import { Buffer } from "node:buffer";
import { z } from "zod";
import { bodyBytes, bytesFrom, EntryError, headerPairs, type ReadEntries, readEntries, timeOf } from "./_entries.ts";
import type { ForeignValue } from "./_foreign_value.ts";
import { foreignResponse } from "./_foreign_response.ts";

/** Ruby encodings whose texts are the same bytes in UTF-8, or which are no encodings at all. */
const AS_UTF8 = new Set(["", "UTF-8", "US-ASCII", "ASCII-8BIT", "BINARY", "ASCII"]);

const body = z.union([
  z.string(),
  z.looseObject({
    encoding: z.string().nullish(),
    string: z.unknown().optional(),
    base64_string: z.string().optional(),
  }),
]).nullish();
type Body = z.infer<typeof body>;

const entry = z.looseObject({
  request: z.looseObject({ method: z.string(), uri: z.string(), headers: z.unknown().optional(), body }),
  response: z.looseObject({
    status: z.looseObject({ code: z.coerce.number(), message: z.string().nullish() }),
    headers: z.unknown().optional(),
    body,
  }),
  recorded_at: z.string().nullish(),
});

/** The interactions of a cassette of Ruby's VCR, YAML or JSON. */
export function readVcrRuby(interactions: readonly ForeignValue[]): ReadEntries {
  return readEntries(interactions, {
    schema: entry,
    folder: "http_interactions",
    read: ({ request, response, recorded_at }, place) => ({
      exchanges: [{
        place,
        at: timeOf(recorded_at),
        request: {
          method: request.method,
          url: request.uri,
          headers: headerPairs(request.headers),
          body: bytesOf(request.body, "request/body"),
        },
        response: foreignResponse({
          status: response.status.code,
          statusText: response.status.message,
          headers: headerPairs(response.headers),
          body: bytesOf(response.body, "response/body"),
          isAsSent: true,
        }),
      }],
    }),
  });
}

/** VCR writes a text as UTF-8 and turns it back into its own encoding when it reads it. */
function bytesOf(body: Body, name: string): Uint8Array<ArrayBuffer> {
  if (body === null || body === undefined || typeof body === "string") return bodyBytes(body, name);
  if (body.base64_string !== undefined) return bytesFrom(body.base64_string, "base64");
  const { string } = body;
  const encoding = (body.encoding ?? "").toUpperCase();
  if (typeof string !== "string" || AS_UTF8.has(encoding)) return bodyBytes(string, `${name}/string`);
  const latin1 = Buffer.from(string, "latin1");
  if (encoding === "ISO-8859-1" && latin1.toString("latin1") === string) return new Uint8Array(latin1);
  if (encoding === "UTF-16LE") return new Uint8Array(Buffer.from(string, "utf16le"));
  throw new EntryError(`${name}/encoding: texts in ${body.encoding} cannot be turned back into bytes`);
}

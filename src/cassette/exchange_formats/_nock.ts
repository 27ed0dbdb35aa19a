import { z } from "zod";
import { bodyBytes, bytesFrom, EntryError, headerPairs, isUtf8, type ReadEntries, readEntries } from "./_entries.ts";
import { canonicalText, type ForeignValue } from "./_foreign_value.ts";
import { foreignResponse } from "./_foreign_response.ts";
import type { ForeignResponse, HeaderPairs } from "./foreign_exchange.ts";

const HEX = /^(?:[0-9a-f]{2})+$/;

const entry = z.looseObject({
  scope: z.string(),
  method: z.string().default("GET"),
  path: z.string(),
  body: z.unknown().optional(),
  status: z.number().default(200),
  response: z.unknown().optional(),
  rawHeaders: z.unknown().optional(),
  headers: z.unknown().optional(),
  reqheaders: z.unknown().optional(),
  responseIsBinary: z.boolean().optional(),
});
type Entry = z.infer<typeof entry>;

/** The definitions of a fixture that `nock.back` recorded. */
export function readNock(definitions: readonly ForeignValue[]): ReadEntries {
  return readEntries(definitions, {
    schema: entry,
    folder: "",
    read: (definition, place) => ({
      exchanges: [{
        place,
        at: null,
        request: {
          method: definition.method,
          url: urlOf(definition),
          headers: headerPairs(definition.reqheaders),
          body: requestBytes(definition.body),
        },
        response: responseOf(definition),
      }],
    }),
  });
}

function urlOf({ scope, path }: Entry): string {
  try {
    return new URL(path, scope).href;
  } catch {
    throw new EntryError(`scope, path: are no URL ("${scope}", "${path}")`);
  }
}

/** nock parses a body of JSON, and writes one that is no UTF-8 in hexadecimal digits, without saying so. */
function requestBytes(body: unknown): Uint8Array<ArrayBuffer> {
  if (typeof body === "object" && body !== null) return jsonBytes(body as ForeignValue);
  if (typeof body === "string" && HEX.test(body)) {
    const bytes = bytesFrom(body, "hex");
    if (!isUtf8(bytes)) return bytes;
  }
  return bodyBytes(body, "body");
}

function responseOf(definition: Entry): ForeignResponse {
  const { response, responseIsBinary } = definition;
  const headers = headerPairs(definition.rawHeaders ?? definition.headers);
  const common = { status: definition.status, headers };
  const chunks = chunksOf(response, headers);
  if (chunks !== null) return foreignResponse({ ...common, body: bytesFrom(chunks.join(""), "hex"), isAsSent: true });
  if (typeof response === "object" && response !== null) {
    const body = jsonBytes(response as ForeignValue);
    return foreignResponse({ ...common, body, isAsSent: false, reconstructed: true });
  }
  const body = responseIsBinary && typeof response === "string"
    ? bytesFrom(response, "hex")
    : bodyBytes(response, "response");
  return foreignResponse({ ...common, body, isAsSent: responseIsBinary ?? false });
}

/** The pieces in which a compressed body came, in hexadecimal digits. */
function chunksOf(response: unknown, headers: HeaderPairs): string[] | null {
  const isCompressed = headers.some(([name]) => name.toLowerCase() === "content-encoding");
  const isChunks = Array.isArray(response) &&
    response.every((chunk) => typeof chunk === "string" && /^[0-9a-f]*$/.test(chunk));
  return isCompressed && isChunks ? response : null;
}

function jsonBytes(value: ForeignValue): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalText(value));
}

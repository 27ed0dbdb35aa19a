import { z } from "zod";
import { bodyBytes, bytesFrom, headerPairs, type ReadEntries, readEntries, timeOf } from "./_entries.ts";
import type { ForeignValue } from "./_foreign_value.ts";
import { foreignResponse } from "./_foreign_response.ts";
import type { HeaderPairs } from "./foreign_exchange.ts";

const response = z.looseObject({ statusCode: z.number(), headers: z.unknown().optional(), body: z.string().nullish() });

const entry = z.looseObject({
  snapshot: z.looseObject({
    request: z.looseObject({
      method: z.string().default("GET"),
      url: z.string(),
      headers: z.unknown().optional(),
      body: z.string().nullish(),
    }),
    responses: z.array(response).optional(),
    response: response.optional(),
    timestamp: z.string().nullish(),
  }),
});

/** The snapshots of undici's `SnapshotAgent`: all answers to a request stand in one entry, in their order. */
export function readUndici(snapshots: readonly ForeignValue[]): ReadEntries {
  return readEntries(snapshots, {
    schema: entry,
    folder: "",
    read: ({ snapshot }, place) => {
      const { method, url, headers, body } = snapshot.request;
      const pairs = headerPairs(headers);
      const request = { method, url, headers: pairs, body: requestBytes(body, pairs) };
      const responses = snapshot.responses ?? (snapshot.response === undefined ? [] : [snapshot.response]);
      return {
        exchanges: responses.map(({ statusCode, headers, body }, index) => ({
          place: responses.length === 1 ? place : `${place}/snapshot/responses/${index}`,
          at: timeOf(snapshot.timestamp),
          request,
          response: foreignResponse({
            status: statusCode,
            headers: headerPairs(headers),
            body: bytesFrom(body ?? "", "base64"),
            isAsSent: true,
          }),
        })),
      };
    },
  });
}

/** undici writes a body of bytes as JavaScript prints it, `0,1,255`: its length tells that it was not this text. */
function requestBytes(body: string | null | undefined, headers: HeaderPairs): Uint8Array<ArrayBuffer> {
  const length = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  if (typeof body === "string" && /^\d{1,3}(?:,\d{1,3})*$/.test(body) && length !== String(body.length)) {
    const bytes = body.split(",").map(Number);
    if (String(bytes.length) === length && bytes.every((byte) => byte < 256)) return new Uint8Array(bytes);
  }
  return bodyBytes(body, "snapshot/request/body");
}

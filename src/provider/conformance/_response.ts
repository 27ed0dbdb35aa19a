import type { FaultResponse, TransportFailure, WireResponse } from "../../spec/mod.ts";
import type { GoldenResponse } from "./golden_case.ts";

/** What a response has beside its body. */
interface ResponseParts {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly failure?: TransportFailure;
}

/** A response that came in one chunk. */
export function responseOf(body: string | Uint8Array<ArrayBuffer>, parts: ResponseParts = {}): WireResponse {
  const { status = 200, headers = {}, failure } = parts;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return {
    status,
    headers: new Headers(headers),
    body: bytes,
    cuts: bytes.length === 0 ? [] : [[0, 20]],
    headersMs: 10,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** The bytes of a golden answer, as text. */
export function textOf({ body, lines }: GoldenResponse): string {
  return lines === undefined ? JSON.stringify(body) : lines.map((line) => `${line}\n`).join("");
}

/** The places in a stream's text behind each of its events, the end of the text included. */
export function eventEnds({ lines = [] }: GoldenResponse): number[] {
  const isSse = lines.includes("");
  const ends: number[] = [];
  let at = 0;
  for (const line of lines) {
    at += line.length + 1;
    if (!isSse || line === "") ends.push(at);
  }
  return ends;
}

/** A refusal as it comes over the wire. */
export function responseOfFault({ status, headers, body }: FaultResponse): WireResponse {
  return responseOf(body, { status, headers });
}

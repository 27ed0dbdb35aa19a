import type { Cut } from "../../spec/mod.ts";
import { decodeContent, withoutCoding } from "./_content_coding.ts";
import { EntryError } from "./_entries.ts";
import type { ForeignResponse, HeaderPairs } from "./foreign_exchange.ts";

/** What a file says about a response. */
export interface ResponseParts {
  readonly status: number;
  readonly statusText?: string | null | undefined;
  readonly headers: HeaderPairs;
  /** As it stands in the file. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the body stands in the file as it was sent, so that it is compressed where its headers say so. */
  readonly isAsSent: boolean;
  readonly reconstructed?: boolean;
  readonly headersMs?: number;
  readonly cuts?: readonly Cut[];
  /** When the last byte came. */
  readonly endMs?: number;
}

/** A response as a client's `fetch` would have seen it. */
export function foreignResponse(parts: ResponseParts): ForeignResponse {
  const { status, isAsSent, reconstructed = false, headersMs = 0 } = parts;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new EntryError(`response/status: expected a whole number from 200 to 599, received ${status}`);
  }
  const { body, headers } = isAsSent
    ? decodeContent(parts.body, parts.headers)
    : { body: parts.body, headers: isCoded(parts.headers) ? withoutCoding(parts.headers) : parts.headers };
  const single: Cut[] = body.length === 0 ? [] : [[0, parts.endMs ?? headersMs]];
  return {
    status,
    statusText: parts.statusText ?? "",
    headers: headers.map(([name, value]) => [name, isLength(name) && body.length > 0 ? String(body.length) : value]),
    headersMs,
    cuts: parts.cuts ?? single,
    body,
    reconstructed,
  };
}

function isLength(name: string): boolean {
  return name.toLowerCase() === "content-length";
}

function isCoded(headers: HeaderPairs): boolean {
  return headers.some(([name]) => name.toLowerCase() === "content-encoding");
}

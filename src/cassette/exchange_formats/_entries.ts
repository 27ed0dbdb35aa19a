import { Buffer } from "node:buffer";
import type { z } from "zod";
import { isObject } from "./_foreign_value.ts";
import type { ForeignExchange, ForeignRequest, HeaderPairs, LeftOutEntry } from "./foreign_exchange.ts";

/** Why one entry of a file cannot be imported. */
export class EntryError extends Error {
  override name = "EntryError";
}

/** What an entry holds: exchanges in their order, or why it is none. */
export type ReadEntry = { readonly exchanges: readonly ForeignExchange[] } | { readonly skipped: string };

/** The entries of a file, sorted. */
export interface ReadEntries {
  readonly exchanges: readonly ForeignExchange[];
  readonly broken: readonly LeftOutEntry[];
  readonly skipped: readonly LeftOutEntry[];
}

/** Read a file's entries one by one, so that a broken one does not hide the others. */
export function readEntries<TEntry>(
  entries: readonly unknown[],
  { schema, folder, read }: {
    readonly schema: z.ZodType<TEntry>;
    /** What the list is called: `log/entries`. */
    readonly folder: string;
    readonly read: (entry: TEntry, place: string) => ReadEntry;
  },
): ReadEntries {
  const exchanges: ForeignExchange[] = [];
  const broken: LeftOutEntry[] = [];
  const skipped: LeftOutEntry[] = [];
  entries.forEach((entry, index) => {
    const place = folder === "" ? String(index) : `${folder}/${index}`;
    const parsed = schema.safeParse(entry);
    if (!parsed.success) {
      const [{ path, message }] = parsed.error.issues;
      broken.push({ place, reason: `${path.join("/") || "the whole"}: ${message}` });
      return;
    }
    try {
      const result = read(parsed.data, place);
      if ("skipped" in result) skipped.push({ place, reason: result.skipped });
      else {
        for (const { request } of result.exchanges) assertSendable(request);
        exchanges.push(...result.exchanges);
      }
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      broken.push({ place, reason: error.message });
    }
  });
  return { exchanges, broken, skipped };
}

/** What no `fetch` can ask for can never be replayed. */
function assertSendable({ method, url, body }: ForeignRequest): void {
  if (!/^[a-z][a-z-]*$/i.test(method)) throw new EntryError(`request/method: is none ("${method}")`);
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new EntryError(`request/url: expected an http or https URL, received "${url}"`);
  }
  if (/^(?:get|head)$/i.test(method) && !isUtf8(body)) {
    throw new EntryError(`request/body: ${method.toUpperCase()} has a body of bytes, which no fetch can send`);
  }
}

/** Whether bytes are text. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of a body that stands in a file as text or as bytes. */
export function bodyBytes(body: unknown, name: string): Uint8Array<ArrayBuffer> {
  if (body === null || body === undefined) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  throw new EntryError(`${name}: expected text or bytes, received ${Array.isArray(body) ? "a list" : typeof body}`);
}

/** Bytes from base64 or hexadecimal digits. */
export function bytesFrom(text: string, encoding: "base64" | "hex"): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, encoding));
}

/**
 * Headers as pairs, in whichever of their forms a file has them: an object of values or of lists of values, a list of
 * `{name, value}`, a list of pairs, or a flat list of names and values.
 */
export function headerPairs(headers: unknown): HeaderPairs {
  if (headers === null || headers === undefined) return [];
  if (isObject(headers)) {
    return Object.entries(headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((item) => [name, headerText(item)] as const)
    );
  }
  if (!Array.isArray(headers)) throw new EntryError("headers: expected an object or a list");
  if (headers.every((item) => typeof item === "string")) {
    return headers.flatMap((name, index) => index % 2 === 0 ? [[name, headers[index + 1] ?? ""] as const] : []);
  }
  return headers.map((item) =>
    Array.isArray(item)
      ? [headerText(item[0]), headerText(item[1])] as const
      : [headerText(item?.name), headerText(item?.value)] as const
  );
}

function headerText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return value === null || value === undefined ? "" : String(value);
}

/** A time as the tape writes it; `null` where a text is no time. */
export function timeOf(text: unknown): string | null {
  const date = new Date(typeof text === "string" ? text : NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

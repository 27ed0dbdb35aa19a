import type { Buffer } from "node:buffer";
import zlib from "node:zlib";
import { EntryError, isUtf8 } from "./_entries.ts";
import type { HeaderPairs } from "./foreign_exchange.ts";

/** Larger bodies than any recording has: a compressed body may be a bomb. */
const MOST_BYTES = 1 << 29;

type Inflate = (bytes: Uint8Array) => Buffer;

/** How a compressed body begins, where that tells; and how it is inflated. Half a stream of gzip gives what there is. */
const CODINGS: { readonly [name: string]: { readonly magic?: readonly number[]; readonly inflate: Inflate } } = {
  gzip: {
    magic: [0x1f, 0x8b],
    inflate: (bytes) =>
      zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES }),
  },
  deflate: {
    // A zlib header, or (as some servers mean it) none. Only whole streams: half of one is what any text looks like.
    inflate: (bytes) => {
      try {
        return zlib.inflateSync(bytes, { maxOutputLength: MOST_BYTES });
      } catch {
        return zlib.inflateRawSync(bytes, { maxOutputLength: MOST_BYTES });
      }
    },
  },
  br: { inflate: (bytes) => zlib.brotliDecompressSync(bytes, { maxOutputLength: MOST_BYTES }) },
  zstd: {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    inflate: (bytes) => zlib.zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES }),
  },
};

/**
 * A body as a client's `fetch` gives it: inflated where the headers say that it is compressed and it is. (Recorders keep
 * the header beside bodies that they have inflated.) The headers are then those of the inflated body.
 */
export function decodeContent(
  bytes: Uint8Array<ArrayBuffer>,
  headers: HeaderPairs,
): { body: Uint8Array<ArrayBuffer>; headers: HeaderPairs } {
  const named = headers.filter(([name]) => name.toLowerCase() === "content-encoding");
  const codings = named.flatMap(([, value]) => value.toLowerCase().split(",")).map((name) => name.trim());
  let body = bytes;
  for (const coding of codings.reverse()) body = inflated(body, coding === "x-gzip" ? "gzip" : coding);
  return { body, headers: codings.length === 0 ? headers : withoutCoding(headers) };
}

/** The headers of a body that is not compressed (any more); its length is another one. */
export function withoutCoding(headers: HeaderPairs): HeaderPairs {
  return headers.filter(([name]) => !["content-encoding", "content-length"].includes(name.toLowerCase()));
}

function inflated(bytes: Uint8Array<ArrayBuffer>, name: string): Uint8Array<ArrayBuffer> {
  const coding = CODINGS[name];
  if (coding === undefined || bytes.length === 0) return bytes;
  const hasMagic = coding.magic?.every((byte, index) => bytes[index] === byte);
  if (!(hasMagic ?? !isPlainText(bytes))) return bytes;
  try {
    return new Uint8Array(coding.inflate(bytes));
  } catch (cause) {
    // Without a sign at its beginning, this too tells that the body is inflated already.
    if (hasMagic === undefined) return bytes;
    throw new EntryError(`its body cannot be inflated (${name}: ${(cause as Error).message})`);
  }
}

/** Text without control characters is not compressed, although some of it can be read as if it were. */
function isPlainText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

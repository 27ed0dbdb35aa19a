import { Buffer } from "node:buffer";
import process from "node:process";

/** Larger ones may be bombs, and are no bodies of requests. */
const MOST_BYTES = 1 << 26;

/** What compressed bytes say. */
export interface Packed {
  readonly content: Uint8Array;
  /** Compress another content in the same way. */
  readonly pack: (content: Uint8Array) => Uint8Array;
}

type Codec = (zlib: typeof import("node:zlib")) => {
  readonly unpack: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;
  readonly pack: (bytes: Uint8Array) => Uint8Array;
};

/** How compressed bytes begin that tell it: gzip, zlib and Zstandard. */
const CODECS: readonly { readonly magic: readonly (readonly number[])[]; readonly codec: Codec }[] = [
  { magic: [[0x1f, 0x8b, 8]], codec: ({ gunzipSync: unpack, gzipSync: pack }) => ({ unpack, pack }) },
  {
    magic: [[0x78, 0x01], [0x78, 0x5e], [0x78, 0x9c], [0x78, 0xda]],
    codec: ({ inflateSync: unpack, deflateSync: pack }) => ({ unpack, pack }),
  },
  {
    magic: [[0x28, 0xb5, 0x2f, 0xfd]],
    codec: ({ zstdDecompressSync: unpack, zstdCompressSync: pack }) => ({ unpack, pack }),
  },
];

/** Names of content encodings that leave the bytes as they are, or are given by mistake. */
const PLAIN = new Set(["", "identity", "none", "binary", "8bit", "utf-8", "utf8", "aws-chunked"]);

/** By the names of content encodings: those that bytes do not tell too. */
const ENCODINGS: { readonly [name: string]: Codec } = {
  br: ({ brotliDecompressSync, brotliCompressSync: pack }) => ({ unpack: whole(brotliDecompressSync), pack }),
  gzip: ({ gunzipSync: unpack, gzipSync: pack }) => ({ unpack, pack }),
  deflate: ({ inflateSync: unpack, deflateSync: pack }) => ({ unpack, pack }),
  // What some clients send by the name of `deflate`.
  "deflate-raw": ({ inflateRawSync, deflateRawSync: pack }) => ({ unpack: whole(inflateRawSync), pack }),
  zstd: ({ zstdDecompressSync: unpack, zstdCompressSync: pack }) => ({ unpack, pack }),
};

type Unpack = ReturnType<Codec>["unpack"];

/**
 * Without a magic number or a checksum, nearly any bytes begin well, and some decoders take half a stream for a whole one.
 * One byte more than there are is left over exactly where the stream ends with them.
 */
function whole(unpack: Unpack): Unpack {
  return (bytes, options) => {
    const told = unpack(
      Buffer.concat([bytes, Buffer.alloc(1)]),
      { ...options, info: true } as typeof options,
    ) as unknown;
    const { buffer, engine } = told as { buffer: Uint8Array; engine: { bytesWritten: number } };
    if (engine.bytesWritten !== bytes.length) {
      throw new RangeError("Cannot unpack as the bytes are not one whole stream");
    }
    return buffer;
  };
}

/** The content of bytes by their `content-encoding`; `null` where it is unknown, or they are not what it says. */
export function decoded(bytes: Uint8Array, contentEncoding: string): Packed | null {
  const names = contentEncoding.toLowerCase().split(",").map((name) => name.trim().replace(/^x-/, ""));
  let packed: Packed = { content: bytes, pack: (content) => content };
  for (const name of names.filter((name) => !PLAIN.has(name)).reverse()) {
    const { content, pack: outer } = packed;
    const inner = name === "deflate"
      ? unpackedAs("deflate", content) ?? unpackedAs("deflate-raw", content)
      : unpackedAs(name, content);
    if (inner === null) return null;
    packed = { content: inner.content, pack: (clean) => outer(inner.pack(clean)) };
  }
  return packed;
}

function unpackedAs(name: string, bytes: Uint8Array): Packed | null {
  return Object.hasOwn(ENCODINGS, name) ? unpackedBy(ENCODINGS[name], bytes) : null;
}

/** Whether bytes begin like compressed ones. */
export function isPacked(bytes: Uint8Array): boolean {
  return codecOf(bytes) !== undefined;
}

function codecOf(bytes: Uint8Array) {
  return CODECS.find(({ magic }) => magic.some((start) => start.every((byte, at) => bytes[at] === byte)));
}

/** What compressed bytes say; `null` where they are none. */
export function unpacked(bytes: Uint8Array): Packed | null {
  const found = codecOf(bytes);
  return found === undefined ? null : unpackedBy(found.codec, bytes);
}

function unpackedBy(codec: Codec, bytes: Uint8Array): Packed | null {
  // Only now: it takes as long to load as all of the tape.
  const { unpack, pack } = codec(process.getBuiltinModule("node:zlib"));
  try {
    return { content: unpack(Buffer.from(bytes), { maxOutputLength: MOST_BYTES }), pack };
  } catch {
    return null;
  }
}

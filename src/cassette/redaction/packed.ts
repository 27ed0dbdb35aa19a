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
  if (found === undefined) return null;
  // Only now: it takes as long to load as all of the tape.
  const { unpack, pack } = found.codec(process.getBuiltinModule("node:zlib"));
  try {
    return { content: unpack(Buffer.from(bytes), { maxOutputLength: MOST_BYTES }), pack };
  } catch {
    return null;
  }
}

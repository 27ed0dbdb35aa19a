import { assertEquals, assertThrows } from "@std/assert";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { decodeContent } from "../../../src/cassette/exchange_formats/_content_coding.ts";

const CODERS: { readonly [name: string]: (bytes: Uint8Array) => Uint8Array } = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  identity: (bytes) => bytes,
};

function decoded(bytes: Uint8Array, coding: string | null): Uint8Array {
  const headers: [string, string][] = coding === null ? [] : [["Content-Encoding", coding]];
  return decodeContent(new Uint8Array(bytes), headers).body;
}

Deno.test("whatever was compressed, in however many steps, is inflated to the same bytes", () => {
  const steps = fc.array(fc.constantFrom(...Object.keys(CODERS)), { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), steps, (plain, names) => {
    const packed = names.reduce((bytes, name) => CODERS[name](bytes), new Uint8Array(plain) as Uint8Array);
    assertEquals(decoded(packed, names.join(", ")), new Uint8Array(plain));
  }));
});

Deno.test("deflate without its header is inflated too, as some servers mean it", () => {
  assertEquals(
    decoded(deflateRawSync("some text, some text"), "deflate"),
    new TextEncoder().encode("some text, some text"),
  );
});

Deno.test("JSON that was inflated already stays as it is, whatever the header says", () => {
  const plain = new TextEncoder().encode('{"id":"chatcmpl-1","choices":[{"index":0,"message":{"content":"hello"}}]}');
  for (const coding of [...Object.keys(CODERS), "gzip, br", "snappy"]) {
    assertEquals(decoded(plain, coding), plain, coding);
  }
});

Deno.test("a compressed body without a header stays compressed", () => {
  const packed = new Uint8Array(gzipSync("a file"));
  assertEquals(decoded(packed, null), packed);
  assertEquals(decoded(new Uint8Array(), "gzip"), new Uint8Array());
});

Deno.test("a stream that broke off gives what had come", () => {
  const text = Array.from({ length: 500 }, (_, n) => `line ${n}\n`).join("");
  const part = decoded(gzipSync(text).subarray(0, 600), "gzip");
  assertEquals(new TextDecoder().decode(part), text.slice(0, part.length));
  assertThrows(
    () => decoded(new Uint8Array([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]), "gzip"),
    Error,
    "cannot be inflated",
  );
});

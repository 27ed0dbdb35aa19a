import { assert, assertEquals, assertFalse } from "@std/assert";
import { Buffer } from "node:buffer";
import { deflateSync, gunzipSync, gzipSync, inflateSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { Redactor, scanFiles, scrubFile, SecretScanner, verifyCassette } from "../../../src/cassette/mod.ts";
import {
  fakeNetwork,
  newNote,
  noNetwork,
  recordsOf,
  recordTape,
  replayTape,
  tempFolder,
  tempTape,
} from "../support.ts";

const SECRET = "canary-7Hq2Value9Zx4Lm";
const CODECS = [
  { name: "gzip", pack: gzipSync, unpack: gunzipSync },
  { name: "zlib", pack: deflateSync, unpack: inflateSync },
  { name: "zstd", pack: zstdCompressSync, unpack: zstdDecompressSync },
];
const known = { secrets: [{ name: "mine", value: SECRET }], env: false } as const;

for (const { name, pack, unpack } of CODECS) {
  const packed = () => new Uint8Array(pack(Buffer.from(JSON.stringify({ q: `use ${SECRET} now` }))));
  const said = (bytes: Uint8Array) => Buffer.from(unpack(Buffer.from(bytes))).toString();

  Deno.test(`a secret in a body that is compressed by ${name} does not reach the tape, which finds the request again`, async () => {
    await using tape = await tempTape();
    const ask = () => ({ method: "POST", headers: { "x-api-key": SECRET }, body: packed(), note: newNote() });
    await recordTape(tape.path, { env: false, fetch: fakeNetwork(() => new Response(packed())) }).then(
      async (recorder) => {
        await (await recorder.fetch("http://h/", ask())).bytes();
        await recorder.close();
      },
    );
    const [{ request, response }] = await recordsOf(tape.path);
    for (const { body } of [request, response]) {
      assertEquals(said(Buffer.from(body.base64, "base64")), '{"q":"use [redacted] now"}');
    }
    assertEquals(await verifyCassette(tape.path), []);
    await using player = await replayTape(tape.path, { env: false, fetch: noNetwork });
    const answer = await (await player.fetch("http://h/", ask())).bytes();
    assertEquals(said(answer), '{"q":"use [redacted] now"}');
  });

  Deno.test(`a secret is found in what is compressed by ${name}, as a file and in base64, and scrubbed`, async () => {
    await using folder = await tempFolder();
    const scanner = new SecretScanner(known);
    const base64 = Buffer.from(packed()).toString("base64");
    const lines = base64.replace(/(.{60})/g, "$1\n    ");
    for (const text of [JSON.stringify({ body: base64 }), `body: !!binary |\n    ${lines}\nstatus: 200\n`]) {
      // Zstandard keeps short texts as they are.
      assert(scanner.names(text).includes("mine, compressed"), scanner.names(text).join());
      assertFalse(scanner.scan(text)[0].excerpt.includes(base64.slice(10, 40)));
    }
    await Deno.writeFile(`${folder.path}/a.bin`, packed());
    assertEquals((await scanFiles([folder.path], known)).findings.map(({ name }) => name), ["mine"]);
    await Deno.writeTextFile(`${folder.path}/a.json`, JSON.stringify({ body: base64 }));
    await scrubFile(`${folder.path}/a.json`, known);
    const { body } = JSON.parse(await Deno.readTextFile(`${folder.path}/a.json`));
    assertEquals(said(Buffer.from(body, "base64")), '{"q":"use [redacted] now"}');
  });

  Deno.test(`what is compressed by ${name} and has no secret keeps its bytes`, () => {
    const bytes = new Uint8Array(pack(Buffer.from("nothing to see")));
    const clean = new Redactor([SECRET]).body(bytes, [[0, 1]]);
    assert(clean.bytes === bytes && !clean.changed);
  });
}

Deno.test("what is compressed twice is read, what only begins so or goes on is read as it is", () => {
  const redactor = new Redactor([SECRET]);
  const twice = redactor.body(new Uint8Array(gzipSync(gzipSync(Buffer.from(SECRET)))), []);
  assertEquals(gunzipSync(gunzipSync(Buffer.from(twice.bytes))).toString(), "[redacted]");
  for (const start of [[0x1f, 0x8b, 8], [0x78, 0x9c], [0x28, 0xb5, 0x2f, 0xfd]]) {
    const { bytes } = redactor.body(new Uint8Array([...start, ...Buffer.from(SECRET)]), []);
    assertEquals([...bytes], [...start, ...Buffer.from("[redacted]")]);
  }
  const trailed = Buffer.concat([gzipSync(Buffer.from("x")), Buffer.from(SECRET)]);
  assertFalse(Buffer.from(redactor.body(trailed, []).bytes).includes(SECRET));
});

Deno.test("a large compressed answer that has a secret is refused", async () => {
  await using tape = await tempTape();
  const noise = crypto.getRandomValues(new Uint8Array(65536));
  const content = Buffer.concat([
    ...Array.from({ length: 80 }, (_, i) => noise.map((byte) => byte ^ i * 7)),
    Buffer.from(SECRET),
  ]);
  const body = new Uint8Array(gzipSync(content, { level: 0 }).map((byte) => byte));
  const recorder = await recordTape(tape.path, {
    env: false,
    secrets: [`${SECRET}x`],
    fetch: fakeNetwork(() => new Response(body)),
  });
  const note = newNote();
  await (await recorder.fetch("http://h/", { headers: { "x-api-key": SECRET }, note })).bytes();
  await recorder.close();
  const [record] = await recordsOf(tape.path);
  assert(note.unrecordable !== undefined && record.response === undefined, JSON.stringify(record).slice(0, 300));
});

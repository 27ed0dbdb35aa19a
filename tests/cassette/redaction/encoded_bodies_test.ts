import { assertEquals, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { brotliCompressSync, brotliDecompressSync, deflateRawSync, gzipSync, inflateRawSync } from "node:zlib";
import { UserError } from "../../../src/base/mod.ts";
import { scrubFile, verifyCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, noNetwork, recordsOf, recordTape, replayTape, tempTape } from "../support.ts";

const SECRET = "canary-7Hq2Value9Zx4Lm";
const TEXT = JSON.stringify({ q: `use ${SECRET} now` });
const CLEAN = '{"q":"use [redacted] now"}';
const ENCODINGS: readonly {
  readonly name: string;
  readonly pack: (bytes: Uint8Array) => Uint8Array;
  readonly unpack: (bytes: Uint8Array) => Uint8Array;
}[] = [
  { name: "br", pack: (bytes) => brotliCompressSync(bytes), unpack: (bytes) => brotliDecompressSync(bytes) },
  { name: "deflate", pack: (bytes) => deflateRawSync(bytes), unpack: (bytes) => inflateRawSync(bytes) },
  {
    name: "identity, BR, deflate",
    pack: (bytes) => deflateRawSync(brotliCompressSync(bytes)),
    unpack: (bytes) => brotliDecompressSync(inflateRawSync(bytes)),
  },
];

for (const { name, pack, unpack } of ENCODINGS) {
  const packed = (text: string) => new Uint8Array(pack(Buffer.from(text)));
  const request = (text: string) => ({
    method: "POST",
    headers: { "content-encoding": name },
    body: packed(text),
  });
  const said = (base64: string) => Buffer.from(unpack(Buffer.from(base64, "base64"))).toString();

  Deno.test(`a secret in a request's body of the content encoding "${name}" does not reach the tape`, async () => {
    await using tape = await tempTape();
    const options = { env: false, secrets: [SECRET] } as const;
    {
      await using recorder = await recordTape(tape.path, { ...options, fetch: fakeNetwork(() => new Response("a")) });
      await (await recorder.fetch("http://h/", request(TEXT))).text();
    }
    const [line] = await recordsOf(tape.path);
    assertEquals(said(line.request.body.base64), CLEAN);
    assertEquals(await verifyCassette(tape.path), []);
    await using player = await replayTape(tape.path, { ...options, fetch: noNetwork });
    assertEquals(await (await player.fetch("http://h/", request(TEXT))).text(), "a");
  });

  Deno.test(`a body of the content encoding "${name}" without a secret is kept to the byte, and scrubbed later`, async () => {
    await using tape = await tempTape();
    {
      await using recorder = await recordTape(tape.path, { env: false, fetch: fakeNetwork(() => new Response("a")) });
      await (await recorder.fetch("http://h/", request(TEXT))).text();
    }
    const [before] = await recordsOf(tape.path);
    assertEquals(before.request.body.base64, Buffer.from(packed(TEXT)).toString("base64"));
    await Deno.writeTextFile(
      tape.path,
      (await Deno.readTextFile(tape.path)).replace('"kind"', `"run":"${SECRET}","kind"`),
    );
    await scrubFile(tape.path, { env: false, secrets: [{ name: "mine", value: SECRET }] });
    const [after] = await recordsOf(tape.path);
    assertEquals(said(after.request.body.base64), CLEAN);
    assertEquals(await verifyCassette(tape.path), []);
  });
}

Deno.test("a body that cannot be read by its content encoding is not kept, and a replay says why", async () => {
  const why = /cannot be read by its content-encoding "(compress|br|gzip)"/;
  for (const encoding of ["compress", "br", "gzip"]) {
    await using tape = await tempTape();
    const body = new Uint8Array([0x1f, 0x9d, 0x90, 0xff, ...Buffer.from(SECRET)]);
    const request = { method: "POST", headers: { "content-encoding": encoding }, body };
    const recorder = await recordTape(tape.path, { env: false, fetch: fakeNetwork(() => new Response("answer")) });
    assertEquals(await (await recorder.fetch("http://h/", request)).text(), "answer");
    await assertRejects(() => recorder.close(), UserError);
    const [line] = await recordsOf(tape.path);
    assertEquals([line.response, line.request.body], [undefined, { text: "[redacted]" }]);
    assertEquals(why.test(line.unrecordable), true);
    assertEquals(await verifyCassette(tape.path), []);
    await using player = await replayTape(tape.path, { env: false, fetch: noNetwork });
    const error = await assertRejects(() => player.fetch("http://h/", request), UserError);
    assertEquals(why.test(error.message), true, error.message);
  }
});

Deno.test("half a stream, and one with more behind it, is not taken for a whole one", async () => {
  for (const { name, pack } of ENCODINGS) {
    const whole = pack(Buffer.from(TEXT.repeat(9)));
    for (const body of [whole.subarray(0, whole.length - 6), Buffer.concat([whole, Buffer.from(pack(whole))])]) {
      await using tape = await tempTape();
      const request = { method: "POST", headers: { "content-encoding": name }, body: new Uint8Array(body) };
      const recorder = await recordTape(tape.path, { env: false, fetch: fakeNetwork(() => new Response("a")) });
      await (await recorder.fetch("http://h/", request)).text();
      await assertRejects(() => recorder.close(), UserError, "cannot be read by its content-encoding");
    }
  }
});

Deno.test("text and bytes that are not encoded are recorded whatever their header says", async () => {
  const text = JSON.stringify({ q: SECRET });
  for (const [encoding, body] of [["br", text], ["identity", text], ["aws-chunked", new Uint8Array([255, 1, 2])]]) {
    await using tape = await tempTape();
    const request = { method: "POST", headers: { "content-encoding": encoding as string }, body } as RequestInit;
    const options = { env: false, secrets: [SECRET] } as const;
    {
      await using recorder = await recordTape(tape.path, { ...options, fetch: fakeNetwork(() => new Response("a")) });
      await (await recorder.fetch("http://h/", request)).text();
    }
    const [line] = await recordsOf(tape.path);
    assertEquals(line.request.body, body === text ? { json: { q: "[redacted]" } } : { base64: "/wEC" });
    assertEquals(await verifyCassette(tape.path), []);
    await using player = await replayTape(tape.path, { ...options, fetch: noNetwork });
    assertEquals(await (await player.fetch("http://h/", request)).text(), "a");
  }
});

Deno.test("a body that says gzip and is gzip is read as before", async () => {
  await using tape = await tempTape();
  const body = new Uint8Array(gzipSync(TEXT));
  await using recorder = await recordTape(tape.path, {
    env: false,
    secrets: [SECRET],
    fetch: fakeNetwork(() => new Response("a")),
  });
  await (await recorder.fetch("http://h/", { method: "POST", headers: { "content-encoding": "gzip" }, body })).text();
  await recorder.close();
  assertEquals((await recordsOf(tape.path))[0].unrecordable, undefined);
});

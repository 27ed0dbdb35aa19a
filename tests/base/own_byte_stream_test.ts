import { assertEquals } from "@std/assert";
import { stampedFetch, systemClock } from "../../src/base/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";

Deno.test("a stream of bytes that a program makes and closes later ends", async () => {
  let controller: ReadableByteStreamController;
  const body = new ReadableStream({ type: "bytes", start: (given) => void (controller = given) });
  const note: CallNote = { caller: {} };
  const response = await stampedFetch(() => Promise.resolve(new Response(body)), systemClock)("http://h/", { note });
  const reader = response.body!.getReader();
  const first = reader.read();
  controller!.enqueue(new TextEncoder().encode("one"));
  assertEquals((await first).value?.length, 3);
  const second = reader.read();
  await Promise.resolve();
  controller!.close();
  assertEquals((await second).done, true);
  assertEquals(note.cuts?.length, 1);
});

Deno.test("chunks of the network are the reader's own, and as large as what is in them", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("a".repeat(10)),
  );
  const stamped = stampedFetch(fetch, systemClock);
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < 3; i++) {
    const response = await stamped(`http://127.0.0.1:${server.addr.port}/`, { note: { caller: {} } });
    for await (const chunk of response.body!) chunks.push(chunk.fill(i));
  }
  assertEquals(chunks.map(({ buffer }) => buffer.byteLength), [10, 10, 10]);
  assertEquals(chunks.map(([first]) => first), [0, 1, 2]);
});

/** Reads a body that stalls, and aborts it once the garbage collector has run. Needs `--v8-flags=--expose-gc`. */
import { stampedFetch, systemClock } from "../../src/base/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";

const collectGarbage = (globalThis as { gc?: () => void }).gc!;
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("begin")) });
  return new Response(body);
});
const stop = new AbortController();
const note: CallNote = { caller: {} };
const url = `http://127.0.0.1:${server.addr.port}/`;
const signal = AbortSignal.any([stop.signal]);
const response = await stampedFetch(fetch, systemClock)(url, { note, signal });
const reader = response.body!.getReader();
await reader.read();
for (let i = 0; i < 5; i++) {
  collectGarbage();
  await new Promise((resolve) => setTimeout(resolve, 0));
}
const pending = reader.read().then(() => "a chunk", (error) => error.name);
stop.abort();
const outcome = await Promise.race([pending, new Promise((resolve) => setTimeout(() => resolve("nothing"), 5000))]);
// deno-lint-ignore no-console
console.log(outcome, note.failure?.kind);
Deno.exit(0);

import { assertEquals, assertRejects } from "@std/assert";
import { orAborted } from "../../src/base/mod.ts";

Deno.test("the result comes where the signal stays quiet, or there is none", async () => {
  assertEquals(await orAborted(Promise.resolve(1), undefined), 1);
  assertEquals(await orAborted(Promise.resolve(1), new AbortController().signal), 1);
  await assertRejects(() => orAborted(Promise.reject(new Error("no")), new AbortController().signal), Error, "no");
});

Deno.test("the signal's reason comes before the result", async () => {
  const stop = new AbortController();
  const waiting = orAborted(new Promise(() => {}), stop.signal);
  const reason = new Error("enough");
  stop.abort(reason);
  assertEquals(await waiting.catch((error) => error), reason);
  assertEquals(await orAborted(Promise.resolve(1), stop.signal).catch((error) => error), reason);
});

Deno.test("work that fails after its caller has left is nobody's error", async () => {
  const stop = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const waiting = orAborted(promise, stop.signal);
  stop.abort("enough");
  assertEquals(await waiting.catch((error) => error), "enough");
  reject(new Error("too late"));
  await new Promise((resolve) => setTimeout(resolve, 0));
});

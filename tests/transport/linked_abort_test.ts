import { assertEquals } from "@std/assert";
import { LinkedAbort } from "../../src/transport/_linked_abort.ts";

/** A signal that counts its listeners. */
function counted() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    listeners++;
    add(...given);
  };
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    listeners--;
    remove(...given);
  };
  return { controller, signal, listeners: () => listeners };
}

Deno.test("an abort reaches every call that is under way, with its own reason, and no other", () => {
  const { controller, signal } = counted();
  const aborts = new LinkedAbort();
  const calls = Array.from({ length: 3 }, () => {
    const joined = aborts.begin();
    return { joined, signal: joined.join(signal, new AbortController()) };
  });
  calls[1].joined.end();
  controller.abort("enough");
  assertEquals(calls.map(({ signal }) => signal.reason), ["enough", undefined, "enough"]);
});

Deno.test("a thousand calls share one listener, which goes with the last of them", () => {
  const { signal, listeners } = counted();
  const aborts = new LinkedAbort();
  const calls = Array.from({ length: 1000 }, () => {
    const joined = aborts.begin();
    joined.join(signal, new AbortController());
    return joined;
  });
  assertEquals(listeners(), 1);
  for (const call of calls) call.end();
  assertEquals(listeners(), 0);
  for (const call of calls) call.end();
  assertEquals(listeners(), 0);
});

Deno.test("what joins a signal that has aborted is aborted at once", () => {
  const joined = new LinkedAbort().begin();
  assertEquals(joined.join(AbortSignal.abort("before"), new AbortController()).reason, "before");
  joined.end();
});

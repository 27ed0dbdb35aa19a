import { assertEquals, assertRejects } from "@std/assert";
import { SingleFlight } from "../../../src/catalog/lists/_single_flight.ts";

/** Work that ends when the test says so, and tells how often it began and why it was ended. */
function openWork() {
  const gate = Promise.withResolvers<string>();
  const seen = { begun: 0, ended: null as unknown };
  const work = (signal: AbortSignal) => {
    seen.begun++;
    signal.addEventListener("abort", () => {
      seen.ended = signal.reason;
      gate.reject(signal.reason);
    });
    return gate.promise;
  };
  return { work, seen, done: (text: string) => gate.resolve(text) };
}

Deno.test("work of one name is done once for all who want it meanwhile, and anew for who comes later", async () => {
  const flights = new SingleFlight<string>();
  const { work, seen, done } = openWork();
  const both = Promise.all([flights.run("a", work), flights.run("a", work)]);
  done("first");
  assertEquals([await both, seen.begun], [["first", "first"], 1]);
  assertEquals(await flights.run("a", () => Promise.resolve("second")), "second");
});

Deno.test("work of other names is its own", async () => {
  const flights = new SingleFlight<string>();
  const answers = ["a", "b"].map((name) => flights.run(name, () => Promise.resolve(name)));
  assertEquals(await Promise.all(answers), ["a", "b"]);
});

Deno.test("who gives up goes alone while another one waits, and the last one ends the work", async () => {
  const flights = new SingleFlight<string>();
  const { work, seen } = openWork();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = flights.run("a", work, first.signal);
  const two = flights.run("a", work, second.signal);
  first.abort(new Error("one"));
  await assertRejects(() => one, Error, "one");
  assertEquals(seen.ended, null);
  second.abort(new Error("two"));
  await assertRejects(() => two, Error, "two");
  assertEquals((seen.ended as Error).message, "two");
});

Deno.test("a failure is everybody's, and does not stay", async () => {
  const flights = new SingleFlight<string>();
  const fail = () => Promise.reject(new Error("broken"));
  const both = [flights.run("a", fail), flights.run("a", fail)];
  for (const one of both) await assertRejects(() => one, Error, "broken");
  assertEquals(await flights.run("a", () => Promise.resolve("whole")), "whole");
});

Deno.test("who comes with a signal that is over gets nothing begun", async () => {
  const flights = new SingleFlight<string>();
  const { work, seen } = openWork();
  await assertRejects(() => flights.run("a", work, AbortSignal.abort(new Error("over"))), Error, "over");
  assertEquals(seen.begun, 0);
});

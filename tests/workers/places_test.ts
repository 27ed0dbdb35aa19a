import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { Places } from "../../src/workers/_places.ts";

const never = new AbortController().signal;

Deno.test("so many have a place at once; who comes later has the next one that is left", async () => {
  const places = new Places(2);
  const [a, b] = [await places.take(never), await places.take(never)];
  let isThere = false;
  const third = places.take(never).then((place) => {
    isThere = true;
    return place;
  });
  await Promise.resolve();
  assertEquals(isThere, false);
  a.leave();
  a.leave();
  (await third).leave();
  b.leave();
});

Deno.test("who waits gives the place to another, and who gives up waiting takes none away", async () => {
  const places = new Places(1);
  const waiting = await places.take(never);
  waiting.begin();
  const other = await places.take(never);
  waiting.end();
  const stop = new AbortController();
  const given = places.take(stop.signal);
  stop.abort(new Error("enough"));
  await assertRejects(() => given, Error, "enough");
  other.leave();
  waiting.leave();
  (await places.take(never)).leave();
});

Deno.test("whatever is done, all places are there again in the end", async () => {
  const steps = fc.array(fc.constantFrom("take", "begin", "end", "leave"), { maxLength: 60 });
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (most, given) => {
    const places = new Places(most);
    const stop = new AbortController();
    const held: Awaited<ReturnType<Places["take"]>>[] = [];
    for (const step of given) {
      if (step === "take") places.take(stop.signal).then((place) => held.push(place), () => {});
      else if (step === "leave") held.shift()?.leave();
      else held.at(-1)?.[step as "begin" | "end"]();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
    stop.abort();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    for (const place of held) place.leave();
    const all: unknown[] = [];
    for (let i = 0; i < most; i++) all.push(await places.take(never));
    let isMore = false;
    places.take(never).then(() => isMore = true);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    assert(!isMore && all.length === most);
  }));
});

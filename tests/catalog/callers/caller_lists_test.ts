import { assert, assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { Secret, VirtualClock } from "../../../src/base/mod.ts";
import {
  type CallerKey,
  CallerLists,
  type CallerListsParts,
  type CallerModels,
  ListProblem,
} from "../../../src/catalog/mod.ts";
import { makeModel } from "../records.ts";

const MINUTE_MS = 60_000;
const key = (value: string, provider = "one"): CallerKey => ({
  provider,
  credential: new Secret(`caller:${provider}`, value),
});

/** Lists that say whose key they were had with, from a catalog that counts. */
function world(more: Partial<CallerListsParts> = {}) {
  const clock = new VirtualClock(new Date("2026-08-01T12:00:00Z"));
  const asked: string[] = [];
  const secrets: string[] = [];
  const state = {
    clock,
    asked,
    secrets,
    answer: (value: string, provider: string): Promise<CallerModels> | CallerModels => ({
      models: [makeModel({ key: `own/${value}`, provider })],
      fetchedAt: clock.date().toISOString(),
    }),
  };
  const lists = new CallerLists({
    catalog: {
      modelsFor: async (credential, { provider }) => {
        const value = credential.reveal();
        asked.push(`${provider} ${value}`);
        return await state.answer(value, provider);
      },
    },
    clock,
    onSecret: (secret) => secrets.push(secret.reveal()),
    ...more,
  });
  return Object.assign(state, { lists });
}

const keysOf = ({ models }: { readonly models: readonly { readonly key: string }[] }) => models.map(({ key }) => key);

Deno.test("a list is fetched once for a key, and answered from memory for ten minutes", async () => {
  const { lists, clock, asked } = world();
  const first = await lists.of(key("key-of-a"));
  assertEquals([keysOf(first), first.isKept, first.checkedAt], [["own/key-of-a"], false, "2026-08-01T12:00:00.000Z"]);
  await clock.advance(10 * MINUTE_MS - 1);
  assertEquals((await lists.of(key("key-of-a"))).isKept, true);
  assertEquals(asked.length, 1);
  await clock.advance(1);
  assertEquals((await lists.of(key("key-of-a"))).isKept, false);
  assertEquals(asked.length, 2);
});

Deno.test("being asked for often does not keep a list beyond its lifetime", async () => {
  const { lists, clock, asked } = world();
  for (let minute = 0; minute <= 10; minute++) {
    await lists.of(key("key-of-a"));
    await clock.advance(MINUTE_MS);
  }
  assertEquals(asked.length, 2);
});

Deno.test("callers who ask at once with the same key wait for one call", async () => {
  const { lists, asked } = world();
  const all = await Promise.all(Array.from({ length: 20 }, () => lists.of(key("key-of-a"))));
  assertEquals(asked.length, 1);
  assert(all.every((list) => keysOf(list)[0] === "own/key-of-a"));
});

Deno.test("the same text is another key at another provider", async () => {
  const { lists, asked } = world();
  await lists.of(key("shared", "one"));
  assertEquals((await lists.of(key("shared", "two"))).provider, "two");
  assertEquals(asked, ["one shared", "two shared"]);
});

Deno.test("a key that is refused is said once a minute, to who brings it alone, and without the key", async () => {
  const test = world();
  test.answer = (value) => {
    if (value !== "key-refused") return { models: [], fetchedAt: "2026-08-01T12:00:00.000Z" };
    throw new ListProblem({ code: "key_refused", provider: "one", model: null, reason: `it refuses ${value}` });
  };
  const refused = await test.lists.of(key("key-refused"));
  assertEquals(refused.problem, { code: "key_refused", reason: "it refuses [secret caller:one]" });
  assertEquals((await test.lists.of(key("key-good"))).problem, null);
  await test.clock.advance(MINUTE_MS - 1);
  assertEquals((await test.lists.of(key("key-refused"))).problem?.code, "key_refused");
  assertEquals(test.asked.length, 2);
  await test.clock.advance(1);
  await test.lists.of(key("key-refused"));
  assertEquals(test.asked.length, 3);
});

Deno.test("force fetches past what is kept, but not past what is on its way", async () => {
  const { lists, asked } = world();
  await lists.of(key("key-of-a"));
  await Promise.all([lists.of(key("key-of-a"), { force: true }), lists.of(key("key-of-a"), { force: true })]);
  assertEquals(asked.length, 2);
});

Deno.test("a list that takes too long is fetched on for whoever asks next", async () => {
  const test = world();
  test.answer = async (value, provider) => {
    await test.clock.sleep(5000);
    return { models: [makeModel({ key: `own/${value}`, provider })], fetchedAt: test.clock.date().toISOString() };
  };
  const waiting = test.lists.of(key("key-of-a"), { waitMs: 1000 });
  await test.clock.advance(1000);
  assertEquals((await waiting).problem, { code: "timeout", reason: "its server has not answered yet" });
  await test.clock.advance(4000);
  const next = await test.lists.of(key("key-of-a"), { waitMs: 1000 });
  assertEquals([keysOf(next), next.isKept, test.asked.length], [["own/key-of-a"], true, 1]);
});

Deno.test("many keys are few calls: ten of a provider in a minute, eight at once of all", async () => {
  const test = world();
  for (let i = 0; i < 10; i++) await test.lists.of(key(`key-${i}`));
  const eleventh = await test.lists.of(key("key-10"));
  assertEquals(eleventh.problem?.code, "busy");
  assertStringIncludes(eleventh.problem!.reason, "try again in 60 s");
  assertEquals((await test.lists.of(key("key-10", "two"))).problem, null);
  // Who is known is not held back.
  assertEquals((await test.lists.of(key("key-3"))).problem, null);
  await test.clock.advance(MINUTE_MS);
  test.answer = () => test.clock.sleep(1000).then(() => ({ models: [], fetchedAt: "" }));
  const many = Array.from({ length: 9 }, (_, i) => test.lists.of(key(`slow-${i}`, `provider-${i}`)));
  assertEquals((await many[8]).problem?.code, "busy");
  await test.clock.advance(1000);
  assertEquals((await Promise.all(many)).filter(({ problem }) => problem === null).length, 8);
});

Deno.test("few lists are kept, and few models: those asked for the longest ago go", async () => {
  const test = world({ mostLists: 3, mostModels: 5 });
  for (const name of ["key-a", "key-b", "key-c"]) await test.lists.of(key(name));
  await test.lists.of(key("key-a"));
  await test.lists.of(key("key-d"));
  assertEquals(test.lists.size, 3);
  assertEquals((await test.lists.of(key("key-a"))).isKept, true);
  assertEquals((await test.lists.of(key("key-b", "one"))).isKept, false);
  test.answer = () => ({
    models: Array.from({ length: 4 }, (_, i) => makeModel({ key: `many/m${i}` })),
    fetchedAt: "",
  });
  await test.lists.of(key("key-many"));
  assertEquals(test.lists.size, 2);
});

Deno.test("thousands of keys leave no more behind than is kept", async () => {
  const test = world();
  for (let i = 0; i < 3000; i++) {
    await test.lists.of(key(`key-${i}`, `p${i % 7}`));
    if (i % 5 === 0) await test.clock.advance(4000);
  }
  assert(test.lists.size <= 64, `${test.lists.size} lists`);
  // Each key that was used was told, so that it can be kept out of logs; those that had to wait were not.
  assertEquals(test.secrets.length, test.asked.length);
});

Deno.test("what is kept has the key nowhere", async () => {
  const test = world();
  test.answer = () => ({ models: [makeModel({ key: "a/x" })], fetchedAt: "" });
  await test.lists.of(key("key-of-a"));
  const inspected = Deno.inspect(test.lists, { depth: 20, showHidden: true });
  assert(!`${inspected} ${JSON.stringify(test.lists)}`.includes("key-of-a"));
});

Deno.test("a bug of a reader is no problem of a list, and is not kept", async () => {
  const test = world();
  test.answer = () => {
    throw new TypeError("a bug");
  };
  await assertRejects(() => test.lists.of(key("key-of-a")), TypeError);
  assertEquals(test.lists.size, 0);
});

Deno.test("in whatever order callers ask and lists come, each is answered what the own key lists", async () => {
  const asks = fc.array(
    fc.record({
      value: fc.constantFrom("key-a", "key-b", "key-c"),
      provider: fc.constantFrom("one", "two"),
      afterMs: fc.nat(2000),
      force: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(asks, fc.array(fc.nat(3000), { minLength: 5, maxLength: 5 }), async (asks, delays) => {
      const test = world({ mostLists: 2 });
      test.answer = async (value, provider) => {
        const nth = test.asked.length;
        await test.clock.sleep(delays[nth % delays.length]);
        return {
          models: [makeModel({ key: `own/${provider}-${value}`, provider })],
          fetchedAt: test.clock.date().toISOString(),
        };
      };
      const answers = [];
      for (const { value, provider, afterMs, force } of asks) {
        answers.push({ value, provider, list: test.lists.of(key(value, provider), { force, waitMs: 2500 }) });
        await test.clock.advance(afterMs);
      }
      await test.clock.advance(10_000);
      for (const { value, provider, list } of answers) {
        const { models, problem } = await list;
        if (problem === null) assertEquals(keysOf({ models }), [`own/${provider}-${value}`]);
        else assertEquals([models.length, ["busy", "timeout"].includes(problem.code)], [0, true]);
      }
      assertNotEquals(test.asked.length, 0);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a list that is on its way ends with whoever the lists belong to", async () => {
  const test = world();
  const closing = new AbortController();
  const lists = new CallerLists({
    catalog: {
      modelsFor: (_credential, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    },
    clock: test.clock,
  });
  const waiting = lists.of(key("key-of-a"), { closing: closing.signal });
  closing.abort();
  assertEquals((await waiting).problem, { code: "offline", reason: "no calls are made any more" });
});

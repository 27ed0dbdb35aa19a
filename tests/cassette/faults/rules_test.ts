import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { FaultRule } from "../../../src/cassette/mod.ts";
import { withFaults } from "../../../src/recording/mod.ts";
import type { CallNote, NotedFetch } from "../../../src/spec/mod.ts";
import { CHAT_URL, see } from "./_faults.ts";

const answers: NotedFetch = () => Promise.resolve(new Response("{}"));

/** The faults of some calls, one after the other; `-` is none. */
async function faultsOf(rules: readonly FaultRule[], calls: readonly Parameters<typeof see>[1][]): Promise<string> {
  const fetch = withFaults(answers, { rules, seed: 7 });
  const seen = [];
  for (const call of calls) seen.push((await see(fetch, call)).note.fault ?? "-");
  return seen.join(" ");
}

function noted(fields: Partial<CallNote>): { note: CallNote } {
  return { note: { caller: {}, ...fields } };
}

Deno.test("the first rule that is about a call is what happens", async () => {
  const rules: FaultRule[] = [
    { fault: "overloaded", when: { call: 2 } },
    { fault: "reset", when: { call: [2, 3] } },
  ];
  assertEquals(await faultsOf(rules, [{}, {}, {}, {}]), "- overloaded reset -");
});

Deno.test("a caller's own number of a call counts, and not the order", async () => {
  const rules: FaultRule[] = [{ fault: "overloaded", when: { call: 2 } }];
  const calls = [3, 2, 1].map((callNumber) => noted({ callNumber }));
  assertEquals(await faultsOf(rules, calls), "- overloaded -");
});

Deno.test("a try is the caller's; else it is how often the very same was asked", async () => {
  const rules: FaultRule[] = [{ fault: "overloaded", when: { try: [1, 2] } }];
  const own = [1, 2, 3].map((number) => noted({ scope: `c/${number}`, caller: { cell: "c", try: number } }));
  assertEquals(await faultsOf(rules, own), "overloaded overloaded -");
  const plain = [{ body: "a" }, { body: "b" }, { body: "a" }, { body: "a" }, { body: "b" }, { body: "b" }];
  assertEquals(await faultsOf(rules, plain), "overloaded overloaded overloaded - overloaded -");
});

Deno.test("a rule names providers, endpoints and models, with a star for any characters", async () => {
  const openai = { note: { caller: {}, endpoint: "openai/gpt-4o@azure/swedencentral" } };
  const gemini = {
    url: "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent",
    body: "{}",
  };
  const plain = { body: '{"model":"gpt-4o-mini"}' };
  const calls = () => [{ note: { ...openai.note }, body: "{}" }, gemini, plain];
  const at = (when: FaultRule["when"]) => faultsOf([{ fault: "overloaded", when }], calls());
  assertEquals(await at({ provider: "azure" }), "overloaded - -");
  assertEquals(await at({ provider: ["gemini", "openai"] }), "- overloaded overloaded");
  assertEquals(await at({ endpoint: "openai/*@azure/*" }), "overloaded - -");
  assertEquals(await at({ model: "openai/gpt-4o" }), "overloaded - -");
  assertEquals(await at({ model: "gpt-4o" }), "- - -");
  assertEquals(await at({ model: ["gpt-4o*", "gemini-2.5-*"] }), "- overloaded overloaded");
  assertEquals(await at({ model: "gemini-2?5-pro" }), "- - -");
});

Deno.test("a scope is named by how it begins, or as a whole with a star", async () => {
  const calls = () => ["cell_a/1", "cell_b/1", "cell_ab/2"].map((scope) => noted({ scope })).concat([noted({})]);
  const at = (scope: string) => faultsOf([{ fault: "overloaded", when: { scope } }], calls());
  assertEquals(await at("cell_a"), "overloaded - overloaded -");
  assertEquals(await at("cell_*/1"), "overloaded overloaded - -");
  assertEquals(await at("*b/*"), "- overloaded overloaded -");
});

Deno.test("all conditions of a rule must hold", async () => {
  const rules: FaultRule[] = [{ fault: "reset", when: { try: 1, provider: "openai", call: [1, 2] } }];
  const elsewhere = { url: "https://api.anthropic.com/v1/messages" };
  assertEquals(await faultsOf(rules, [{}, elsewhere, {}]), "reset - -");
});

const SCOPES = Array.from({ length: 100 }, (_, i) => `cell_${i}/1`);
const RULES: FaultRule[] = [
  { fault: "rate_limit", when: { probability: 0.2 } },
  { fault: "truncate", when: { probability: 0.3 } },
  { fault: "overloaded", when: { probability: 0.1, provider: "openai" } },
];

/** The fault of each call, by its name, when so many are made at once in this order. */
async function drawn(
  calls: readonly { name: string; make: (fetch: NotedFetch) => ReturnType<typeof see> }[],
  { concurrency, seed = "s" }: { concurrency: number; seed?: string },
): Promise<Map<string, string[]>> {
  const fetch = withFaults(answers, { rules: RULES, seed });
  const faults = new Map<string, string[]>();
  const waiting = [...calls];
  await Promise.all(Array.from({ length: concurrency }, async () => {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      const { note } = await call.make(fetch);
      faults.set(call.name, [...faults.get(call.name) ?? [], note.fault ?? "-"].sort());
    }
  }));
  return faults;
}

const scoped = SCOPES.map((scope) => ({ name: scope, make: (fetch: NotedFetch) => see(fetch, noted({ scope })) }));
const repeated = ["a", "b", "c"].flatMap((body) =>
  Array.from({ length: 20 }, () => ({ name: body, make: (fetch: NotedFetch) => see(fetch, { body }) }))
);

Deno.test("the same seed gives the same faults for each scope, in any order and at any concurrency", async () => {
  const expected = await drawn(scoped, { concurrency: 1 });
  const order = fc.shuffledSubarray(scoped, { minLength: scoped.length });
  await fc.assert(
    fc.asyncProperty(order, fc.constantFrom(1, 8, 64), async (calls, concurrency) => {
      const found = await drawn(calls, { concurrency });
      assertEquals([...found].sort(), [...expected].sort());
    }),
    { numRuns: 12 },
  );
});

Deno.test("of equal requests without a scope, as many get a fault in any order and at any concurrency", async () => {
  const expected = await drawn(repeated, { concurrency: 1 });
  const order = fc.shuffledSubarray(repeated, { minLength: repeated.length });
  await fc.assert(
    fc.asyncProperty(order, fc.constantFrom(1, 8, 64), async (calls, concurrency) => {
      const found = await drawn(calls, { concurrency });
      assertEquals([...found].sort(), [...expected].sort());
    }),
    { numRuns: 12 },
  );
});

Deno.test("another seed gives other faults, and about as many as the probability says", async () => {
  const first = [...(await drawn(scoped, { concurrency: 1 })).values()].flat();
  const second = [...(await drawn(scoped, { concurrency: 1, seed: "t" })).values()].flat();
  assertNotEquals(first, second);
  for (const faults of [first, second]) {
    const limits = faults.filter((fault) => fault === "rate_limit").length;
    assert(limits > 8 && limits < 35, String(limits));
  }
});

Deno.test("a request's draw depends neither on its port nor on a key in its query", async () => {
  const rules: FaultRule[] = [{ fault: "overloaded", when: { probability: 0.5 } }];
  const calls = (origin: string, key: string) =>
    Array.from({ length: 30 }, (_, i) => ({ url: `${origin}/v1/x?key=${key}`, body: String(i) }));
  assertEquals(
    await faultsOf(rules, calls("http://127.0.0.1:8001", "one")),
    await faultsOf(rules, calls("http://127.0.0.1:9002", "two")),
  );
});

Deno.test("a request is read in any form that fetch takes", async () => {
  const rules: FaultRule[] = [{ fault: "overloaded", when: { model: "gpt-4o" } }];
  const body = '{"model":"gpt-4o"}';
  const inits: (() => Parameters<NotedFetch>)[] = [
    () => [new Request(CHAT_URL, { method: "POST", body })],
    () => [CHAT_URL, { method: "POST", body: new TextEncoder().encode(body) }],
    () => [new URL(CHAT_URL), { method: "POST", body: new Blob([body]) }],
  ];
  for (const init of inits) {
    const response = await withFaults(answers, { rules })(...init());
    assertEquals(response.headers.get("x-tapedeck-fault"), "overloaded");
  }
  const echo: NotedFetch = async (input) => new Response(await (input as Request).text());
  const passed = await withFaults(echo, { rules: [{ fault: "reset", when: { model: "none" } }] })(inits[0]()[0]);
  assertEquals(await passed.text(), body);
});

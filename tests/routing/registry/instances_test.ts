import { assert, assertEquals } from "@std/assert";
import { type PlainFetch, VirtualClock } from "../../../src/base/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { open } from "./_world.ts";

const HELLO = { messages: [{ role: "user", content: "Hello" } as const] };

Deno.test("a router under a name of one's own pins its endpoints by their tags, and is told so", async () => {
  const bodies: JsonObject[] = [];
  await using registry = await open({
    config: { providers: { mine: { kind: "openrouter", credential: "mine/key" } } },
    credentials: { "mine/key": "key-of-a-test-0123" },
    offline: true,
    fetch: async (input, init) => {
      bodies.push(await new Request(input, init).json());
      return Response.json({ choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] });
    },
  });
  const { endpoint, audit } = await registry.complete({ ...HELLO, model: "openai/gpt-4o-mini" }, { policy: "cost" });
  assert(endpoint.key.startsWith("openai/gpt-4o-mini@mine/"), endpoint.key);
  assertEquals(endpoint.kind, "openrouter");
  assert(audit.candidates.every(({ endpoint }) => endpoint.includes("@mine/")));
  const { only, allow_fallbacks } = bodies[0].provider as JsonObject;
  assertEquals([only, allow_fallbacks], [[endpoint.key.split("@mine/")[1]], false]);
});

Deno.test("lists that ship do not stand in for a provider of which the user does not want that", async () => {
  const config = (catalog_fallback: boolean) => ({ providers: { openrouter: { catalog_fallback } } });
  const env = (name: string) => name === "OPENROUTER_API_KEY" ? "key-of-a-test-0123" : undefined;
  const known = async (fallback: boolean) => {
    await using registry = await open({ config: config(fallback), env, offline: true });
    return (await registry.models()).models.some(({ provider }) => provider === "openrouter");
  };
  assertEquals([await known(true), await known(false)], [true, false]);
});

Deno.test("an old list stands in for a provider that does not answer, unless the user does not want that", async () => {
  const clock = new VirtualClock(new Date("2026-11-21T12:00:00Z"));
  const known = async (catalog_fallback: boolean) => {
    let isUp = true;
    const page = { data: [{ id: "simulated/quick" }] };
    await using registry = await open({
      config: {
        providers: {
          box: { kind: "simulated", base_url: "http://box/v1", lifetimes: { models: "1h" }, catalog_fallback },
        },
      },
      catalogPath: ":memory:",
      clock,
      fetch: () => Promise.resolve(isUp ? Response.json(page) : new Response(null, { status: 503 })),
    });
    const seen = async () => (await registry.models()).models.filter(({ provider }) => provider === "box").length;
    const first = await seen();
    isUp = false;
    await clock.advance(2 * 3_600_000);
    return [first, await seen()];
  };
  assertEquals([await known(true), await known(false)], [[1, 1], [1, 0]]);
});

Deno.test("one kind that is set up twice is two providers, each with its key", async () => {
  const seen: (string | null)[] = [];
  await using registry = await open({
    config: {
      providers: {
        work: { kind: "openai", credential: "openai/work" },
        home: { kind: "openai", credential: "openai/home" },
      },
      credentials: { "openai/work": { env: "WORK" }, "openai/home": { env: "HOME_KEY" } },
    },
    env: (name) => ({ WORK: "key-of-work-0123456", HOME_KEY: "key-of-home-0123456" })[name],
    offline: true,
    fetch: (input, init) => {
      seen.push(new Request(input, init).headers.get("authorization"));
      return Promise.resolve(Response.json({ choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] }));
    },
  });
  const plan = await registry.routePlan({ ...HELLO, model: "openai/gpt-4o-mini" });
  assertEquals(plan.endpoints.map(({ key }) => key), ["openai/gpt-4o-mini@home", "openai/gpt-4o-mini@work"]);
  for (const pin of ["openai/gpt-4o-mini@work", "openai/gpt-4o-mini@home"]) await registry.complete(HELLO, { pin });
  assertEquals(seen, ["Bearer key-of-work-0123456", "Bearer key-of-home-0123456"]);
});

Deno.test("a mirror has not the prices of the provider whose list it gives, whatever name it is set up by", async () => {
  const priceAt = async (name: string, base_url: string) => {
    const listed: PlainFetch = () =>
      Promise.resolve(Response.json({ data: [{ id: "gpt-4o-mini", owned_by: "openai" }] }));
    await using registry = await open({
      config: {
        providers: { [name]: { kind: "openai", base_url, credential: "mine/key" } },
      },
      credentials: { "mine/key": "key-of-a-test-0123" },
      catalogPath: ":memory:",
      fetch: listed,
    });
    const records = await registry.ensureEndpoints("openai/gpt-4o-mini");
    const record = records.find(({ provider }) => provider === name);
    return [record?.tier, record?.price === null ? null : record?.price.kind, record?.contextTokens];
  };
  for (const name of ["openai", "work"]) {
    assertEquals(await priceAt(name, "https://api.openai.com/v1"), ["cache", "tokens", 128_000], name);
    assertEquals(await priceAt(name, "https://mirror.example/v1"), ["cache", null, 128_000], name);
  }
});

Deno.test("a mirror of a router has the models that ship, at prices that nobody knows", async () => {
  const base_url = "https://mirror.example/api/v1";
  await using registry = await open({
    config: { providers: { openrouter: { base_url, credential: "mine/key" } } },
    credentials: { "mine/key": "key-of-a-test-0123" },
    offline: true,
  });
  const records = await registry.ensureEndpoints("openai/gpt-4o-mini");
  const routed = records.filter(({ provider }) => provider === "openrouter");
  assert(routed.length > 0);
  assert(routed.every(({ price }) => price === null));
});

Deno.test("a provider that is switched off is not asked", async () => {
  const env = (name: string) => name.endsWith("_API_KEY") ? "key-of-a-test-0123" : undefined;
  await using registry = await open({ config: { providers: { openai: { enabled: false } } }, env, offline: true });
  const { endpoints } = await registry.routePlan({ ...HELLO, model: "openai/gpt-4o-mini" });
  assert(endpoints.every(({ provider }) => provider !== "openai"));
});

Deno.test("without any key, what is known is told with what is missing", async () => {
  await using registry = await open({ offline: true });
  const { audit, lists } = await registry.explain({ ...HELLO, model: "openai/gpt-4o-mini" });
  assertEquals(audit.chosen, null);
  const direct = audit.rejected.find(({ endpoint }) => endpoint === "openai/gpt-4o-mini@openai");
  assertEquals(direct?.rejections.map(({ rule, change }) => [rule, change]), [["credential", "set OPENAI_API_KEY"]]);
  assert(lists.some(({ tier }) => tier === "embedded"));
});

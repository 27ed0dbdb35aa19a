import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { providerRows } from "../../../src/provider/mod.ts";
import { callerKeys, keyHeaders } from "../../../src/web/api/caller_keys.ts";
import { modelsResponseSchema } from "../../../src/web/api/models_response.ts";
import { apiWorld, KEYS, OPENAI, openaiList } from "./_providers.ts";

type World = Awaited<ReturnType<typeof apiWorld>>;

async function asked(world: World, key?: string, query = "?provider=openai") {
  const response = await world.get(`/api/models${query}`, key === undefined ? {} : { headers: { [OPENAI]: key } });
  const text = await response.text();
  assertEquals(response.status, 200, text);
  const { models, metadata } = modelsResponseSchema.parse(JSON.parse(text));
  return { response, text, metadata, ids: models.map(({ id }) => id), models };
}

const PUBLIC = ["openai/gpt-4o-mini"];
const idsOf = (name: string) => [...PUBLIC, `openai/ft:gpt-4o-mini:${name}::private`];

Deno.test("a caller's list is merged with the server's, and says whose it is", async () => {
  await using world = await apiWorld();
  const { models, metadata, ids } = await asked(world, KEYS.ann);
  assertEquals(ids, idsOf("ann"));
  assertEquals(models.map(({ source }) => source), ["both", "caller"]);
  assertEquals(metadata.userProvidedKeys, ["openai"]);
  assertEquals(metadata.providers.openai.callerKey, {
    status: "accepted",
    lastChecked: "2026-11-20T12:00:00.000Z",
    modelCount: 2,
  });
  assertEquals(metadata.providers.openai.modelCount, 2);
  // Only the provider whose key it is was sent it.
  assertEquals(world.calls.filter(({ key }) => key === KEYS.ann).map(({ host }) => host), ["api.openai.com"]);
});

Deno.test("what one key lists shows to nobody without it: not at once, not later, not in the store, not in /v1", async () => {
  await using world = await apiWorld();
  const before = await asked(world);
  const [ann, ben, nobody] = await Promise.all([asked(world, KEYS.ann), asked(world, KEYS.ben), asked(world)]);
  assertEquals([ann.ids, ben.ids, nobody.ids], [idsOf("ann"), idsOf("ben"), PUBLIC]);
  assertEquals((await asked(world)).ids, PUBLIC);
  assertEquals((await asked(world, KEYS.ben)).ids, idsOf("ben"));
  assertEquals(before.metadata.totalModels, (await asked(world)).metadata.totalModels);
  const v1 = await world.text("/v1/models");
  const v1WithKey = await world.text("/v1/models", { headers: { [OPENAI]: KEYS.ann } });
  assert(!v1.includes("private") && v1WithKey === v1);
  assertEquals((await world.get("/v1/models/ft:gpt-4o-mini:ann::private")).status, 404);
  assertEquals((await world.sources.catalog.search("private")).length, 0);
  assert(!JSON.stringify(await world.sources.catalog.models({ network: false })).includes("private"));
});

Deno.test("a price or a name that one key is told is told to that key alone", async () => {
  await using world = await apiWorld({ keys: {} });
  const row = (price: string) => ({
    data: [{ id: "openai/gpt-4o-mini", name: `for ${price}`, pricing: { prompt: price, completion: price } }],
  });
  world.answers["openrouter.ai"] = (key) => Response.json(row(key === null ? "0.000002" : "0.000001"));
  const router = `sk-or-v1-${"0a".repeat(32)}`;
  const priceOf = async (headers: HeadersInit) => {
    const { models } = await (await world.get("/api/models?provider=openrouter", { headers })).json();
    return models.map(({ name, pricing }: { name: string; pricing: { exact: unknown } }) => [name, pricing.exact]);
  };
  const own = [["for 0.000001", { input: "0.000001", output: "0.000001" }]];
  const all = [["for 0.000002", { input: "0.000002", output: "0.000002" }]];
  assertEquals(await priceOf({ "x-provider-key-openrouter": router }), own);
  assertEquals(await priceOf({}), all);
  assertEquals(await priceOf({ "x-provider-key-openrouter": router }), own);
});

Deno.test("an answer with a caller's key is kept by nobody, and none that is kept answers it", async () => {
  await using world = await apiWorld();
  const { response: shared } = await asked(world);
  const etag = shared.headers.get("etag")!;
  const headers = { [OPENAI]: KEYS.ann, "if-none-match": etag };
  const own = await world.get("/api/models?provider=openai", { headers });
  assertEquals([own.status, own.headers.get("cache-control"), own.headers.get("etag")], [
    200,
    "private, no-store",
    null,
  ]);
  assertStringIncludes(await own.text(), "ann::private");
  assertStringIncludes(shared.headers.get("vary")!, OPENAI);
});

Deno.test("a key that is refused is said to whoever brought it, and costs nobody else anything", async () => {
  await using world = await apiWorld();
  const { metadata, ids, text } = await asked(world, KEYS.refused);
  assertEquals(ids, PUBLIC);
  assertEquals(metadata.providers.openai.status, "healthy");
  assertEquals(metadata.providers.openai.callerKey, {
    status: "refused",
    lastChecked: "2026-11-20T12:00:00.000Z",
    modelCount: 0,
    error: "Its server refuses the key: current value is the status 401",
  });
  assert(!text.includes(KEYS.refused));
  const { metadata: others } = await asked(world);
  assertEquals([others.providers.openai.callerKey, others.providers.openai.error], [undefined, undefined]);
  assertEquals(others.providers.openai.status, "healthy");
});

Deno.test("a caller's key stands in where the server has none", async () => {
  await using world = await apiWorld({ keys: {} });
  const { metadata, ids, models } = await asked(world, KEYS.ann);
  assertEquals([ids, models[0].source, models[0].errorMessage], [idsOf("ann"), "caller", undefined]);
  const { status, error, tier } = metadata.providers.openai;
  assertEquals([status, error, tier], ["healthy", undefined, "api"]);
  const none = await asked(world);
  assertEquals([none.ids, none.metadata.providers.openai.status], [[], "error"]);
  const kept = await asked(world, KEYS.ann);
  assertEquals([kept.metadata.providers.openai.tier, kept.metadata.cacheHit], ["cache", true]);
});

Deno.test("a list is had once in ten minutes for each key, past that with force", async () => {
  await using world = await apiWorld({ adminKey: "an-admin-key-of-a-test" });
  const asksOf = (key: string) => world.calls.filter((call) => call.key === key).length;
  for (let minute = 0; minute < 10; minute++) {
    await asked(world, KEYS.ann);
    await world.clock.advance(60_000);
  }
  assertEquals(asksOf(KEYS.ann), 1);
  await asked(world, KEYS.ann);
  assertEquals(asksOf(KEYS.ann), 2);
  const headers = { [OPENAI]: KEYS.ann, "x-tapedeck-admin-key": "an-admin-key-of-a-test" };
  assertEquals((await world.get("/api/models?force=true", { headers })).status, 200);
  assertEquals(asksOf(KEYS.ann), 3);
});

Deno.test("every key that was used is told, so that nothing that is logged repeats it", async () => {
  await using world = await apiWorld();
  await asked(world, KEYS.ann);
  const told = world.secrets.filter(({ name }) => name === "caller:openai");
  assertEquals(told.map((secret) => secret.reveal()), [KEYS.ann]);
});

Deno.test("no answer repeats a key, wherever a provider's server puts it", async () => {
  await using world = await apiWorld();
  world.answers["api.openai.com"] = (key) =>
    key === KEYS.server ? openaiList("gpt-4o-mini") : openaiList(`echo-${key}`);
  const { text, ids } = await asked(world, KEYS.ann);
  assert(!text.includes(KEYS.ann), text);
  assertEquals(ids.length, 2);
  world.answers["api.openai.com"] = (key) => {
    throw new TypeError(`cannot send ${key} to /etc/secret at 10.0.0.1`);
  };
  for (const query of ["?provider=openai", "?provider=nonsense", `?q=${KEYS.ben}x`]) {
    const answered = await world.text(`/api/models${query}`, { headers: { [OPENAI]: KEYS.ben } });
    assert(!answered.includes("/etc/secret") && !answered.includes("10.0.0.1"), answered);
    assert(!answered.includes(KEYS.ben), answered);
  }
});

Deno.test("two hundred keys ask a provider ten times a minute, and whoever is known is answered all the same", async () => {
  await using world = await apiWorld();
  await asked(world, KEYS.ann);
  const calls = world.callsTo("api.openai.com").length;
  for (let i = 0; i < 200; i++) {
    const { metadata } = await asked(world, `sk-proj-${String(i).padStart(40, "x")}`);
    const { status, error = "" } = metadata.providers.openai.callerKey!;
    assert(i < 9 ? status === "refused" : status === "busy" && error.includes("try again in"), `${i} ${status}`);
  }
  assertEquals(world.callsTo("api.openai.com").length - calls, 9);
  assertEquals((await asked(world, KEYS.ann)).ids, idsOf("ann"));
  assertEquals(world.secrets.filter(({ name }) => name === "caller:openai").length, 10);
});

Deno.test("a header that can be no key is refused, and what stands in it is not repeated", async () => {
  await using world = await apiWorld();
  const cases: [header: string, value: string, said: string][] = [
    ["x-provider-key-opnai", KEYS.ann, 'no provider of the name in its header (did you mean "openai"?)'],
    ["x-provider-key-", KEYS.ann, "no provider of the name"],
    ["x-provider-key-ollama", KEYS.ann, "ollama lists no models that a key is needed for"],
    [OPENAI, "short", "a key has 8 to 512 characters: current value is 5 characters"],
    [OPENAI, `sk-${"x".repeat(600)}`, "a key has 8 to 512 characters"],
    [OPENAI, "", "a key has 8 to 512 characters"],
    [OPENAI, `${KEYS.ann}, ${KEYS.ben}`, "no spaces"],
    [OPENAI, "clé-secrète-x", "letters, digits and signs only"],
    [OPENAI, `sk-ant-api03-${"Filler_0".repeat(12)}-FillerAA`, "the shape of a key of anthropic"],
    [OPENAI, "sk-proj-cutoff", "begins as keys of openai do, and does not go on as they do"],
  ];
  for (const [header, value, said] of cases) {
    const response = await world.get("/api/models", { headers: { [header]: value } });
    const { error } = await response.json();
    assertEquals([response.status, response.headers.get("cache-control")], [400, "private, no-store"], said);
    assertStringIncludes(error.message, said);
    assert(value.length < 8 || !error.message.includes(value), error.message);
  }
  assertEquals(world.calls.length, 0);
  const many = Object.fromEntries(
    keyHeaders(world.sources.catalog.providers).slice(0, 11).map((name) => [name, "some-key-or-other"]),
  );
  assertEquals((await world.get("/api/models", { headers: many })).status, 400);
});

Deno.test("the example of every shape that is known is taken for its provider", () => {
  for (const { key, keyShapes, models, auth } of providerRows) {
    if (models === null || auth === null) continue;
    for (const { example } of keyShapes) {
      const [read] = callerKeys(new Headers({ [`x-provider-key-${key}`]: example }), providerRows);
      assertEquals([read.provider, read.credential.reveal()], [key, example]);
      assertEquals(JSON.stringify(read).includes(example), false);
    }
  }
});

Deno.test("in whatever order and however close callers ask, each sees the public models and the own ones alone", async () => {
  const names = ["ann", "ben", "refused", null] as const;
  const steps = fc.array(
    fc.record({
      who: fc.constantFrom(...names),
      pauseMs: fc.constantFrom(0, 0, 1, 61_000, 700_000),
      wait: fc.boolean(),
    }),
    { minLength: 2, maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      await using world = await apiWorld();
      const open = [];
      for (const { who, pauseMs, wait } of steps) {
        const answer = asked(world, who === null ? undefined : KEYS[who]);
        open.push({ who, answer });
        if (wait) await answer;
        if (pauseMs > 0) await world.clock.advance(pauseMs);
      }
      const answers = await Promise.all(open.map(async ({ who, answer }) => ({ who, ...await answer })));
      for (const { who, ids, metadata, text } of answers) {
        // A list that is not waited for any longer is missing, whosever it is.
        const isAccepted = metadata.providers.openai.callerKey?.status === "accepted";
        const listed = isAccepted && (who === "ann" || who === "ben") ? idsOf(who) : PUBLIC;
        assertEquals(ids.filter((id) => !listed.includes(id)), []);
        if (isAccepted) assertEquals(ids, listed);
        for (const other of ["ann", "ben"] as const) {
          if (other !== who) assert(!text.includes(`${other}::private`), `${who} sees what is ${other}'s`);
        }
        assertEquals(metadata.userProvidedKeys, who === null ? undefined : ["openai"]);
      }
    }),
    { numRuns: 15 },
  );
});

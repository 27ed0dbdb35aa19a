import { assertEquals, assertRejects } from "@std/assert";
import { Secret, UserError } from "../../../src/base/mod.ts";
import { ListProblem } from "../../../src/catalog/mod.ts";
import { listServer, makeProvider, seen, shipped, START, testCatalog } from "../catalog_support.ts";

const signal = new AbortController().signal;
const credential = new Secret("caller:one", "key-of-a-caller");

Deno.test("a caller's list is had with the caller's key, and neither the store nor another answer knows of it", async () => {
  await using server = listServer();
  using test = await testCatalog(server, {
    secretOf: () => new Secret("server", "key-of-the-server"),
    embedded: shipped(["a/shipped"]),
  });
  server.answer = (request) =>
    Response.json({ ids: request.headers.get("authorization") === "Bearer key-of-a-caller" ? ["a/secret"] : ["a/x"] });
  const { models, fetchedAt } = await test.catalog.modelsFor(credential, { provider: "one", signal });
  assertEquals([models.map(({ key, tier }) => [key, tier]), fetchedAt], [[["a/secret", "api"]], START]);
  assertEquals(test.store.allListFacts(), []);
  assertEquals((await seen(test.catalog, { provider: "one", network: false })).keys, ["a/shipped"]);
  assertEquals((await seen(test.catalog)).keys, ["a/x"]);
  assertEquals((await test.catalog.search("secret")).length, 0);
  assertEquals((await test.catalog.model("a/secret", { network: false })).kind, "gone");
});

Deno.test("a key that is refused leaves no failure in the store, so that the server's own list is fetched at once", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  server.fail(401);
  const error = await assertRejects(
    () => test.catalog.modelsFor(credential, { provider: "one", signal }),
    ListProblem,
  );
  assertEquals([error.code, error.message.includes("key-of-a-caller")], ["key_refused", false]);
  assertEquals(test.store.failure({ provider: "one", model: null }), null);
  server.list("a/x");
  assertEquals((await seen(test.catalog)).keys, ["a/x"]);
});

Deno.test("a list that repeats the key is read without it", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  server.list("a/key-of-a-caller");
  const { models } = await test.catalog.modelsFor(credential, { provider: "one", signal });
  assertEquals(models.map(({ key }) => key), ["a/[secret caller:one]"]);
});

Deno.test("an own fetch makes the calls, and a catalog that makes no calls makes none for callers either", async () => {
  const calls: string[] = [];
  const fetch = (input: string | URL | Request) => {
    calls.push(String(input));
    return Promise.resolve(Response.json({ ids: ["a/own"] }));
  };
  using test = await testCatalog({ url: "http://127.0.0.1:9" });
  const { models } = await test.catalog.modelsFor(credential, { provider: "one", signal, fetch });
  assertEquals([models.length, calls], [1, ["http://127.0.0.1:9/v1/models"]]);
  using offline = await testCatalog({ url: "http://127.0.0.1:9" }, { offline: true });
  const error = await assertRejects(
    () => offline.catalog.modelsFor(credential, { provider: "one", signal, fetch }),
    ListProblem,
  );
  assertEquals([error.code, calls.length], ["offline", 1]);
});

Deno.test("there is no list of a provider that is unknown, switched off or lists nothing", async () => {
  const providers = [
    makeProvider({ key: "one" }),
    makeProvider({ key: "mute", models: null }),
  ];
  using test = await testCatalog({ url: "" }, { providers, switchedOff: new Set(["one"]) });
  const codeOf = async (provider: string) =>
    (await assertRejects(() => test.catalog.modelsFor(credential, { provider, signal }), ListProblem)).code;
  assertEquals([await codeOf("one"), await codeOf("mute")], ["disabled", "lists_none"]);
  await assertRejects(() => test.catalog.modelsFor(credential, { provider: "oen", signal }), UserError, '"one"');
  assertEquals(test.catalog.providers.map(({ key }) => key), ["one", "mute"]);
});

Deno.test("a list that takes too long is stood in for by what is known, and is there for whoever asks next", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { embedded: shipped(["a/shipped"]) });
  const come = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  server.answer = async () => {
    asked.resolve();
    await come.promise;
    return Response.json({ ids: ["a/x"] });
  };
  const waiting = seen(test.catalog, { provider: "one", waitMs: 1000 });
  await asked.promise;
  await test.clock.advance(1000);
  assertEquals(await waiting, {
    keys: ["a/shipped"],
    tiers: ["embedded"],
    fetchedAt: "2026-07-01T00:00:00.000Z",
    problem: "timeout",
  });
  come.resolve();
  assertEquals((await seen(test.catalog)).keys, ["a/x"]);
  assertEquals(server.calls.length, 1);
});

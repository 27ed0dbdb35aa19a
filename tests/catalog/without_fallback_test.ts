import { assertEquals, assertRejects } from "@std/assert";
import { ListProblem } from "../../src/catalog/mod.ts";
import { HOUR_MS, listServer, seen, shipped, START, testCatalog } from "./catalog_support.ts";

const WITHOUT = { withoutFallback: new Set(["one"]) };

Deno.test("where it does not answer, the list of a provider without fallback is not known at all", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { ...WITHOUT, embedded: shipped(["a/old"]) });
  assertEquals(await seen(test.catalog), { keys: ["a/x", "a/y"], tiers: ["api"], fetchedAt: START, problem: null });
  server.answer = () => new Response(null, { status: 500 });
  await test.clock.advance(2 * HOUR_MS);
  await assertRejects(() => seen(test.catalog), ListProblem, "current value is the status 500");
});

Deno.test("another provider's old list stands in as before", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { withoutFallback: new Set(["two"]) });
  await seen(test.catalog);
  server.answer = () => new Response(null, { status: 500 });
  await test.clock.advance(2 * HOUR_MS);
  const { keys, tiers } = await seen(test.catalog);
  assertEquals([keys, tiers], [["a/x", "a/y"], ["stale"]]);
});

Deno.test("whoever is not asked has not failed to answer: an old list is shown where no calls are made", async () => {
  await using server = listServer();
  using test = await testCatalog(server, WITHOUT);
  await seen(test.catalog);
  await test.clock.advance(2 * HOUR_MS);
  const { keys, tiers, problem } = await seen(test.catalog, { network: false });
  assertEquals([keys, tiers, problem], [["a/x", "a/y"], ["stale"], "offline"]);
});

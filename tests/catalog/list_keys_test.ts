import { assert, assertEquals } from "@std/assert";
import { Secret } from "../../src/base/mod.ts";
import { HOUR_MS, listServer, makeProvider, seen, shipped, START, testCatalog } from "./catalog_support.ts";

Deno.test("a list that was fetched with one key is no answer for another", async () => {
  const keys = ["filler-A-0123456789", "filler-B-0123456789"];
  let key: string | null = keys[0];
  await using server = listServer();
  const of = (headers: Headers) => headers.get("authorization")?.split(" ")[1] ?? "nobody";
  server.answer = ({ headers }) =>
    Response.json({ ids: [`a/of-${["nobody", ...keys].indexOf(of(headers))}`] }, { headers: { etag: '"1"' } });
  using test = await testCatalog(server, { secretOf: () => key === null ? null : new Secret("test", key) });
  assertEquals(await seen(test.catalog), { keys: ["a/of-1"], tiers: ["api"], fetchedAt: START, problem: null });
  assertEquals((await seen(test.catalog)).tiers, ["cache"]);
  key = keys[1];
  assertEquals((await seen(test.catalog)).keys, ["a/of-2"]);
  // What the server calls a list says nothing of another key's.
  assertEquals(server.calls.map(({ headers }) => headers.get("if-none-match")), [null, null]);
  key = null;
  assertEquals((await seen(test.catalog)).keys, ["a/of-0"]);
  assertEquals((await seen(test.catalog)).tiers, ["cache"]);
  assertEquals(server.calls.length, 3);
  const stored = JSON.stringify([test.store.allListFacts(), await test.catalog.status()]);
  for (const one of keys) assert(!stored.includes(one), stored);
});

Deno.test("without a key, what is known of a list that needs one is shown as it was", async () => {
  let key: string | null = "filler-A-0123456789";
  await using server = listServer();
  server.answer = () => Response.json({ ids: ["a/x"] });
  const models = { url: "/models", needsKey: true, read: "test", lifetimeMs: HOUR_MS };
  using test = await testCatalog(server, {
    providers: [makeProvider({ key: "one", origin: server.url, models })],
    secretOf: () => key === null ? null : new Secret("test", key),
  });
  await seen(test.catalog);
  key = null;
  assertEquals((await seen(test.catalog)).keys, ["a/x"]);
});

Deno.test("a key that is refused does not keep another one from being tried", async () => {
  let key = "filler-A-0123456789";
  await using server = listServer();
  server.answer = ({ headers }) =>
    headers.get("authorization")!.includes("-A-")
      ? new Response(null, { status: 401 })
      : Response.json({ ids: ["a/x"] });
  using test = await testCatalog(server, { secretOf: () => new Secret("test", key), embedded: shipped(["a/old"]) });
  assertEquals((await seen(test.catalog)).problem, "key_refused");
  assertEquals((await seen(test.catalog)).problem, "key_refused");
  assertEquals(server.calls.length, 1);
  key = "filler-B-0123456789";
  assertEquals(await seen(test.catalog), { keys: ["a/x"], tiers: ["api"], fetchedAt: START, problem: null });
});

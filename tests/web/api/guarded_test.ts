import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createDashboard } from "../../../src/web/mod.ts";
import { apiWorld, KEYS, OPENAI } from "./_providers.ts";

Deno.test("a page of an allowed origin may read models, and a cache tells it from others", async () => {
  await using world = await apiWorld();
  const dashboard = createDashboard(world.sources, { origins: ["https://example.org"] });
  const ask = (origin: string) =>
    dashboard.handle(new Request("http://127.0.0.1/api/models?provider=openai", { headers: { origin } }));
  const allowed = await ask("https://example.org");
  assertEquals(allowed.headers.get("access-control-allow-origin"), "https://example.org");
  const vary = allowed.headers.get("vary")!.toLowerCase();
  for (const name of ["origin", "authorization", "cookie", OPENAI]) assert(vary.includes(name), name);
  assertEquals((await ask("https://example.com")).headers.get("access-control-allow-origin"), null);
  const closed = await world.get("/api/models?provider=openai", { headers: { origin: "https://example.org" } });
  assertEquals(closed.headers.get("access-control-allow-origin"), null);
});

Deno.test("where a token is asked for, nothing of the API is told without it", async () => {
  await using world = await apiWorld();
  const dashboard = createDashboard(world.sources, { token: "a-token-of-a-test" });
  for (const path of ["/api/models", "/api/events", "/api/openapi.json", "/v1/models", "/v1/models/me/mine"]) {
    const refused = await dashboard.handle(new Request(`http://127.0.0.1${path}`, { headers: { [OPENAI]: KEYS.ann } }));
    assertEquals([refused.status, refused.headers.get("cache-control")?.includes("no-store")], [401, true], path);
    await refused.body?.cancel();
    const headers = { authorization: "Bearer a-token-of-a-test" };
    const told = await dashboard.handle(new Request(`http://127.0.0.1${path}`, { headers }));
    assertEquals(told.status, 200, path);
    await told.body?.cancel();
  }
  assertEquals(world.calls.some(({ key }) => key === KEYS.ann), false);
});

Deno.test("what there is not is told as JSON, and nothing is changed by a POST", async () => {
  await using world = await apiWorld();
  for (const [path, method] of [["/api/nonsense", "GET"], ["/api/models", "POST"], ["/api/models", "DELETE"]]) {
    const response = await world.get(path, { method });
    assertEquals([response.status, typeof (await response.json()).error.message], [404, "string"], path);
  }
});

Deno.test("no name of a model is an error of ours, and none comes back as it could do harm", async () => {
  await using world = await apiWorld();
  const name = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.webPath(),
    fc.stringMatching(/^[%a-z@:/.~]*$/),
  );
  await fc.assert(
    fc.asyncProperty(name, async (name) => {
      await world.clock.advance(1000);
      const path = new URL("http://127.0.0.1/v1/models/x");
      path.pathname = `/v1/models/${name}`;
      const response = await world.get(path.pathname);
      const text = await response.text();
      assert([200, 404].includes(response.status), `${response.status} ${text}`);
      // deno-lint-ignore no-control-regex
      assert(!/[\u0000-\u0009\u000b-\u001f]/.test(text));
    }),
    { numRuns: 100 },
  );
});

Deno.test("an error that nobody foresaw says nothing of itself, and is kept by nobody", async () => {
  await using world = await apiWorld();
  const bugs: unknown[] = [];
  const sources = {
    ...world.sources,
    refresh: () => Promise.reject(new TypeError(`at /home/me/x.ts: ${KEYS.server}`)),
  };
  const dashboard = createDashboard(sources, { adminKey: "an-admin-key", onBug: (error) => bugs.push(error) });
  const response = await dashboard.handle(
    new Request("http://127.0.0.1/api/models?force=true", { headers: { "x-tapedeck-admin-key": "an-admin-key" } }),
  );
  const text = await response.text();
  assertEquals([response.status, response.headers.get("cache-control"), bugs.length], [500, "private, no-store", 1]);
  assert(!text.includes("/home") && !text.includes("sk-") && !text.includes("TypeError"), text);
});

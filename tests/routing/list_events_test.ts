import { assert, assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import { openCatalog, openRegistry } from "../../src/routing/mod.ts";

Deno.test("each list that is asked for is told: fetched, failed, or answered by the store", async () => {
  const told: { provider: string; ok: boolean; latencyMs: number | null }[] = [];
  let status = 503;
  const row = { id: "a/x", name: "x", architecture: { input_modalities: ["text"], output_modalities: ["text"] } };
  using catalog = await openCatalog({
    store: ":memory:",
    env: () => undefined,
    clock: new VirtualClock(new Date("2026-11-21T12:00:00Z")),
    fetch: () => Promise.resolve(Response.json({ data: [row] }, { status })),
    offline: false,
    onFetch: (fetched) => told.push(fetched),
  });
  await catalog.models({ provider: "openrouter" });
  status = 200;
  await catalog.refresh(["openrouter"], { force: true });
  await catalog.models({ provider: "openrouter" });
  await catalog.models({ provider: "deepinfra", network: false });
  assertEquals(told.map(({ provider, ok, latencyMs }) => [provider, ok, latencyMs === null]), [
    ["openrouter", false, false],
    ["openrouter", true, false],
    ["openrouter", true, true],
  ]);
  assert(told.every(({ latencyMs }) => latencyMs === null || latencyMs >= 0));
});

Deno.test("a registry tells its listener of the lists that it asks for", async () => {
  const told: unknown[] = [];
  const simulated = createSimulated();
  await using registry = await openRegistry({
    config: { providers: { box: { kind: "simulated", base_url: "http://box/v1" } } },
    fetch: (input, init) => simulated.handle(new Request(input, init)),
    env: () => undefined,
    onEvent: (event) => event.type === "list" && told.push([event.provider, event.ok, event.latencyMs !== null]),
  });
  const request = { model: "simulated/steady", messages: [{ role: "user" as const, content: "Hi" }], maxTokens: 1 };
  await registry.complete(request);
  assert(told.some((one) => JSON.stringify(one) === '["box",true,true]'), JSON.stringify(told));
});

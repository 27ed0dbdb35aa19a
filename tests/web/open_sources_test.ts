import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VirtualClock } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { DashboardEvent } from "../../src/web/events/mod.ts";
import { createDashboard, type OpenedSources, openSources, type OpenSourcesOptions } from "../../src/web/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";

/** A router at a port of this machine, whose list a test can change. */
function router() {
  const list = { prices: ["0.000001", "0.000002"], status: 200 };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (list.status !== 200) return new Response("no", { status: list.status });
    if (!pathname.endsWith("/models")) return new Response("{}", { headers: { "content-type": "application/json" } });
    return Response.json({
      data: list.prices.map((prompt, i) => ({
        id: `maker/model-${i}`,
        name: `Model ${i}`,
        created: 1_760_000_000,
        context_length: 8192,
        architecture: { input_modalities: ["text"], output_modalities: ["text"] },
        pricing: { prompt, completion: prompt },
        supported_parameters: ["temperature"],
      })),
    });
  });
  return { list, origin: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** What comes over a socket comes in a turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

async function opened(
  folder: string,
  origin: string,
  options: Partial<OpenSourcesOptions> = {},
): Promise<OpenedSources> {
  await Deno.writeTextFile(
    join(folder, "tapedeck.toml"),
    `version = 1\n\n[providers.openrouter]\nbase_url = "${origin}/api/v1"\n\n[providers.lmstudio]\nbase_url = "${origin}/v1"\n`,
  );
  return await openSources({
    cwd: folder,
    env: (name) => name === "GROQ_API_KEY" ? "gsk_0123456789abcdef0123456789abcdef" : undefined,
    ledgerPath: join(folder, "ledger.sqlite"),
    catalogPath: join(folder, "catalog.sqlite"),
    config: join(folder, "tapedeck.toml"),
    fetch: (input, init) =>
      new URL(new Request(input).url).hostname === "127.0.0.1"
        ? fetch(input, init)
        : Promise.reject(new TypeError("fetch failed", { cause: new Error("A test goes nowhere else") })),
    random: () => 0.5,
    probes: false,
    warn: (message) => assertEquals(message, ""),
    ...options,
  });
}

Deno.test("a refresh tells open pages whose lists came, and which prices moved", async () => {
  using folder = tempDir();
  await using server = router();
  await using open = await opened(folder.path, server.origin);
  const events: DashboardEvent[] = [];
  open.sources.events.subscribe((event) => void events.push(event));

  await open.sources.refresh({ providers: ["openrouter"] });
  assertEquals(events.map(({ type }) => type), ["refresh"]);
  server.list.prices[0] = "0.000003";
  await open.sources.refresh({ providers: ["openrouter"], force: true });
  const prices = events.filter((event) => event.type === "price");
  assertEquals(prices.map(({ model }) => model), ["maker/model-0", "maker/model-0"]);
  assertStringIncludes(prices[0].message, "$1 → $3 per million tokens");
  const alerts = open.sources.alerts();
  assert(alerts.some(({ kind }) => kind === "price_change"), JSON.stringify(alerts));
});

Deno.test("a list that the API fetches as it is old is told as one that the page fetches, and one that is fresh is not", async () => {
  using folder = tempDir();
  await using server = router();
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  await using open = await opened(folder.path, server.origin, { clock });
  const dashboard = createDashboard(open.sources);
  const events: DashboardEvent[] = [];
  open.sources.events.subscribe((event) => void events.push(event));
  const told = async ({ isNews }: { readonly isNews: boolean }) => {
    events.splice(0);
    await (await dashboard.handle(new Request("http://localhost/api/models?provider=openrouter"))).body?.cancel();
    await clock.advance(1000);
    for (let i = 0; isNews ? !events.some(({ type }) => type === "refresh") : i < 20; i++) await turn();
    const refresh = events.flatMap((event) => event.type === "refresh" ? event.providers : []);
    return {
      refresh: refresh.filter(({ provider }) => provider === "openrouter"),
      prices: events.flatMap((event) => event.type === "price" ? [event.message] : []),
    };
  };
  const fetched = [{ provider: "openrouter", outcome: "fetched", models: 2 }];
  assertEquals(await told({ isNews: true }), { refresh: fetched, prices: [] });
  assertEquals(await told({ isNews: false }), { refresh: [], prices: [] });
  server.list.prices[0] = "0.000003";
  await clock.advance(7 * 3_600_000);
  const { refresh, prices } = await told({ isNews: true });
  assertEquals(refresh, fetched);
  assertEquals(prices.filter((message) => message.includes("openrouter")).length, 2);
  assertStringIncludes(prices[0], "$1 → $3 per million tokens");
  assert(open.sources.alerts().some(({ kind }) => kind === "price_change"));
  await dashboard.close();
});

Deno.test("a list that somebody asks for while all are refreshed is told once", async () => {
  using folder = tempDir();
  await using server = router();
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  await using open = await opened(folder.path, server.origin, { clock });
  const events: DashboardEvent[] = [];
  open.sources.events.subscribe((event) => void events.push(event));
  const { catalog, refresh } = open.sources;
  await Promise.all([refresh({ providers: ["openrouter"] }), catalog.models({ provider: "openrouter" })]);
  await clock.advance(1000);
  for (let i = 0; i < 20; i++) await turn();
  assertEquals(events.map(({ type }) => type), ["refresh"]);
});

Deno.test("a list that is fresh is fetched again by force alone", async () => {
  using folder = tempDir();
  await using server = router();
  await using open = await opened(folder.path, server.origin);
  const outcome = async (force: boolean) =>
    (await open.sources.refresh({ providers: ["openrouter"], force }))[0].outcome;
  assertEquals([await outcome(false), await outcome(false), await outcome(true)], ["fetched", "fresh", "fetched"]);
});

Deno.test("a provider that does not answer its probe is told as an event and an alert, and its list stays", async () => {
  using folder = tempDir();
  await using server = router();
  const clock = new VirtualClock();
  await using open = await opened(folder.path, server.origin, { probes: true, clock });
  await open.sources.refresh({ providers: ["lmstudio"] });
  const down = Promise.withResolvers<void>();
  open.sources.events.subscribe((event) => {
    if (event.type === "provider" && event.provider === "lmstudio" && event.to === "down") down.resolve();
  });
  server.list.status = 500;
  await open.start();
  // One that does not answer once may have been unlucky.
  const isDown = down.promise.then(() => true);
  while (!await Promise.race([isDown, turn().then(() => false)])) await clock.advance(1000);
  assertEquals(open.sources.probes().find(({ provider }) => provider === "lmstudio")?.state, "down");
  assert(open.sources.alerts().some(({ kind }) => kind === "down"));
  const { models } = await open.sources.catalog.models({ provider: "lmstudio", network: false });
  assertEquals(models.length, 2);
});

Deno.test("a ledger that a run makes later is found", async () => {
  using folder = tempDir();
  await using server = router();
  await using open = await opened(folder.path, server.origin, { offline: true });
  assertEquals(await open.sources.ledger(), null);
  {
    await using made = await openSqliteLedger(join(folder.path, "ledger.sqlite"));
    await made.startRun(makeRun());
  }
  const ledger = await open.sources.ledger();
  assertEquals((await ledger!.runs()).length, 1);
  assertEquals(await open.sources.ledger(), ledger);
});

Deno.test("keys of the environment are told, so that nothing repeats them", async () => {
  using folder = tempDir();
  await using server = router();
  const names: string[] = [];
  await using open = await opened(folder.path, server.origin, { onSecret: ({ name }) => void names.push(name) });
  await open.sources.refresh({ providers: ["openrouter"] });
  assert(names.some((name) => name.includes("GROQ_API_KEY")), names.join());
});

Deno.test("that nobody runs a local server is no alert, and that a chosen provider's list cannot be had is one", async () => {
  using folder = tempDir();
  await using server = router();
  await using open = await opened(folder.path, server.origin);
  server.list.status = 500;
  for (let i = 0; i < 4; i++) await open.sources.refresh({ providers: ["ollama", "lmstudio"], force: true });
  const failing = open.sources.alerts().filter(({ kind }) => kind === "cache_failing");
  assertEquals([...new Set(failing.map(({ subject }) => subject))], ["lmstudio"]);
});

Deno.test("that facts which ship stand in is no alert where nobody has set the provider up", async () => {
  using folder = tempDir();
  await using server = router();
  await using open = await opened(folder.path, server.origin);
  server.list.status = 500;
  await open.sources.catalog.models({ waitMs: 10_000 });
  const old = open.sources.alerts().filter(({ facts }) => facts?.code === "old_facts");
  assertEquals(old.map(({ subject }) => subject), ["openrouter"]);
});

Deno.test("that a list is old is no alert where nothing is to be fetched", async () => {
  using folder = tempDir();
  await using server = router();
  {
    const clock = new VirtualClock(new Date("2026-09-01T00:00:00Z"));
    await using open = await opened(folder.path, server.origin, { clock });
    await open.sources.refresh({ force: true });
  }
  const clock = new VirtualClock(new Date("2026-09-02T00:00:00Z"));
  await using open = await opened(folder.path, server.origin, { clock, offline: true });
  const { lists } = await open.sources.catalog.models({ provider: "openrouter" });
  assertEquals(lists.map(({ tier }) => tier), ["stale"]);
  assertEquals(open.sources.alerts(), []);
});

Deno.test("what runs of other processes have tried is told to health once, however late it is written", async () => {
  using folder = tempDir();
  await using server = router();
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  const path = join(folder.path, "ledger.sqlite");
  await using open = await opened(folder.path, server.origin, { offline: true, clock });
  await open.start();
  const { health, readPast } = open.sources;
  await using ledger = await openSqliteLedger(path);
  await ledger.startRun(makeRun());
  let cell = 0;
  const tried = async (startedAt: string, errorKind: "timeout" | null = null) => {
    const place = { cellIndex: cell, cellId: `cell_${cell++}`, source: "live" as const };
    const came = errorKind === null ? {} : { errorKind, errorMessage: "It took too long" };
    await ledger.append([makeAttempt({ ...place, ...came, provider: "box", endpoint: "a/b@box", startedAt })]);
    await clock.advance(6_000);
    await readPast();
    return health.health("box").calls;
  };
  assertEquals(await tried("2026-11-20T12:00:01.000Z"), 1);
  assertEquals(await tried("2026-11-20T12:00:01.000Z"), 2);
  // It began first, and took so long that it is written last.
  assertEquals(await tried("2026-11-20T11:59:00.000Z", "timeout"), 3);
  await readPast();
  assertEquals([health.health("box").calls, health.health("box").errorRate], [3, 1 / 3]);
  assertEquals(health.detail("a/b@box").lastCall?.at, "2026-11-20T12:00:01.000Z");
});

Deno.test("a ledger that is taken away is none any more, and the one that takes its place is read", async () => {
  using folder = tempDir();
  await using server = router();
  const path = join(folder.path, "ledger.sqlite");
  const make = async (runId: string) => {
    await using made = await openSqliteLedger(path);
    await made.startRun(makeRun({ runId }));
  };
  await make("run_1");
  await using open = await opened(folder.path, server.origin, { offline: true });
  const first = await open.sources.ledger();
  await Deno.rename(path, `${path}.away`);
  assertEquals(await open.sources.ledger(), null);
  await make("run_2");
  const runs = await (await open.sources.ledger())!.runs();
  assertEquals(runs.map(({ runId }) => runId), ["run_2"]);
  // Whoever began to read the first one can do so to the end.
  assertEquals((await first!.runs()).map(({ runId }) => runId), ["run_1"]);
});

Deno.test("a replay says nothing of how providers are, whatever the ledger has", async () => {
  using folder = tempDir();
  await using server = router();
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  await using ledger = await openSqliteLedger(join(folder.path, "ledger.sqlite"));
  await ledger.startRun(makeRun());
  await ledger.append([makeAttempt({ source: "live", startedAt: "2026-11-20T11:59:00.000Z" })]);
  const cassette = fileURLToPath(new URL("../../cassettes/quickstart.jsonl", import.meta.url));
  await using open = await opened(folder.path, server.origin, { clock, cassette });
  await open.sources.readPast();
  assertEquals(open.sources.health.list(), []);
});

Deno.test("what a large ledger has to sum up is begun in the background, and a dashboard that closes does not wait for it", async () => {
  using folder = tempDir();
  await using server = router();
  {
    await using ledger = await openSqliteLedger(join(folder.path, "ledger.sqlite"));
    await ledger.startRun(makeRun({ cells: 20_000, status: "done" }));
    await ledger.append([...makeAttempts({ cells: 20_000, seed: "warm" })]);
  }
  const clock = new VirtualClock(new Date("2026-01-03T00:00:00.000Z"));
  for (const turns of [0, 1, 3]) {
    await using open = await opened(folder.path, server.origin, { clock });
    await open.start();
    for (let i = 0; i < turns; i++) await turn();
  }
  await using open = await opened(folder.path, server.origin, { clock });
  await open.start();
  const ledger = (await open.sources.ledger())!;
  const [use] = await Promise.all([ledger.endpointUse(), open.sources.readPast()]);
  const groups = await Array.fromAsync(ledger.costs());
  const sum = (list: readonly { readonly tries: number }[]) => list.reduce((total, { tries }) => total + tries, 0);
  assert(sum(use) >= 20_000);
  assertEquals(sum(groups), sum(use));
});

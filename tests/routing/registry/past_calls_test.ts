import { assertEquals, assertMatch } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { CallEvent } from "../../../src/spec/mod.ts";
import { parsePlan, runSweep } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { network, open, server } from "./_world.ts";

const NOW = new Date("2026-01-10T00:00:00Z");
const CONFIG: ConfigFile = {
  providers: {
    alpha: { kind: "simulated", base_url: "http://alpha/v1" },
    beta: { kind: "simulated", base_url: "http://beta/v1" },
  },
  endpoints: ["alpha", "beta"].map((name) => ({ key: `me/mine@${name}`, model: "simulated/quick" })),
};
const QUESTION = { model: "me/mine", messages: [{ role: "user", content: "Hello" } as const] };

/** Seven calls of each endpoint, which answer after 900 ms and after 40 ms, so long ago. */
async function keepCalls(path: string, { ago = 3_600_000, source = "live" as "live" | "replay" } = {}): Promise<void> {
  await using ledger = await openSqliteLedger(path);
  await ledger.startRun(makeRun());
  const startedAt = new Date(NOW.getTime() - ago).toISOString();
  await ledger.append([900, 40].flatMap((latencyMs, which) =>
    Array.from({ length: 7 }, (_, index) =>
      makeAttempt({
        runId: "run_1",
        cellIndex: which * 7 + index,
        try: 1,
        model: "me/mine",
        provider: ["alpha", "beta"][which],
        endpoint: `me/mine@${["alpha", "beta"][which]}`,
        errorKind: null,
        status: "ok",
        ttftMs: null,
        outputTps: null,
        latencyMs,
        source,
        startedAt,
      }))
  ));
}

function explain(ledgerPath: string | false, policy = "latency") {
  return async () => {
    await using registry = await open({ config: CONFIG, ledgerPath, clock: new VirtualClock(NOW), offline: true });
    return (await registry.explain(QUESTION, { policy })).audit;
  };
}

Deno.test("a new process goes by what the ledger knows of endpoints, and says from how many calls", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await keepCalls(path);
  const { candidates, chosen } = await explain(path)();
  assertEquals(chosen, "me/mine@beta");
  assertEquals(candidates.map(({ endpoint }) => endpoint), ["me/mine@beta", "me/mine@alpha"]);
  assertMatch(candidates[0].why, /^about \d+ ms, by 7 calls of your own$/);
  const { candidates: [first] } = await explain(path, "reliability")();
  assertMatch(first.why, /by 7 calls of your own/);
});

Deno.test("calls of more than a week ago and replayed ones say nothing", async () => {
  using dir = tempDir();
  for (const past of [{ ago: 8 * 86_400_000 }, { source: "replay" as const }]) {
    const path = `${dir.path}/${JSON.stringify(past).length}.sqlite`;
    await keepCalls(path, past);
    const { candidates } = await explain(path)();
    assertEquals(new Set(candidates.map(({ why }) => why)), new Set(["how long it takes is unknown"]));
  }
});

Deno.test("a call waits for the minute that a sweep on the same ledger has begun", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await keepCalls(path, { ago: 30_000 });
  const limits = { requests_per_minute: 7 };
  const config = {
    ...CONFIG,
    providers: { alpha: { ...CONFIG.providers!.alpha, limits } },
    endpoints: CONFIG.endpoints!.slice(0, 1),
  };
  const clock = new VirtualClock(NOW);
  const fetch = network({ alpha: server() });
  const queued = Promise.withResolvers<void>();
  const onEvent = ({ type }: CallEvent) => type === "queued" ? queued.resolve() : undefined;
  await using registry = await open({ config, ledgerPath: path, clock, fetch, offline: true, onEvent });
  const call = registry.complete(QUESTION);
  let isDone = false;
  call.finally(() => isDone = true);
  // Files are read for as long as it takes, in which no time is to pass.
  await Promise.race([queued.promise, call]);
  while (!isDone) await clock.advance(100);
  const { attempts: [{ note }] } = await call;
  assertEquals(Math.round(note.caller.queueMs! / 1000), 31);
});

Deno.test("after a sweep of two endpoints of different speed, the faster one is asked first", async () => {
  using dir = tempDir();
  const clock = new VirtualClock(NOW);
  const servers = network({ alpha: server(), beta: server() });
  const endpoints = ["alpha", "beta"].map((name) =>
    `[[endpoints]]\nkey = "me/mine@${name}"\nwire_model = "simulated/quick"\nbase_url = "http://${name}/v1"\n`
  );
  const text = `name = "speed"
repeats = 6
${endpoints.join("")}
[prompts]
items = [{ id = "a", messages = [{ role = "user", content = "Hi" }] }]
`;
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const run = await runSweep(await parsePlan(text, { path: "speed.toml" }), {
    ledgerPath,
    outRoot: `${dir.path}/runs`,
    mode: "record",
    cassettePath: `${dir.path}/tape.jsonl`,
    concurrency: 1,
    keepNetwork: true,
    allowLiveInCi: true,
    env: () => undefined,
    clock,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      await clock.advance(request.url.startsWith("http://alpha") ? 900 : 40);
      return await servers(request);
    },
  });
  assertEquals(run.ok, 12);
  await using registry = await open({ config: CONFIG, ledgerPath, clock, offline: true });
  const { audit: { candidates } } = await registry.explain(QUESTION, { policy: "latency" });
  assertEquals(candidates.map(({ endpoint }) => endpoint), ["me/mine@beta", "me/mine@alpha"]);
  assertMatch(candidates[0].why, /by 6 calls of your own$/);
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { main } from "../../../src/cli/main.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Simulated } from "../../../src/provider/simulated/mod.ts";
import { createDashboard, openSources } from "../../../src/web/mod.ts";
import { testIo } from "../../cli/_test_io.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, QUESTION, server } from "./_world.ts";

const PRICE = { inputUsd: "0.00000005", outputUsd: "0.0000002" };
const CONFIG = `version = 1

[routing]
policy = "cost"

[providers.alpha]
kind = "simulated"
base_url = "http://alpha/v1"
retry = { max_tries = 1 }

[providers.beta]
kind = "simulated"
base_url = "http://beta/v1"
retry = { max_tries = 1 }
`;

/** A dashboard as the command opens it, in a folder of its own without a ledger. */
async function opened(folder: string, servers: { readonly [host: string]: Simulated }) {
  await Deno.writeTextFile(join(folder, "tapedeck.toml"), CONFIG);
  const open = await openSources({
    cwd: folder,
    env: () => undefined,
    ledgerPath: join(folder, "runs", "ledger.sqlite"),
    catalogPath: join(folder, "catalog.sqlite"),
    config: join(folder, "tapedeck.toml"),
    fetch: network(servers),
    random: () => 0.5,
    probes: false,
    warn: (message) => assertEquals(message, ""),
  });
  await open.start();
  const dashboard = createDashboard(open.sources);
  const asked = (path: string, init?: RequestInit) => dashboard.handle(new Request(`http://localhost${path}`, init));
  return {
    sources: open.sources,
    text: async (path: string) => await (await asked(path)).text(),
    async post(headers: Record<string, string> = {}) {
      const response = await asked("/v1/chat/completions", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(QUESTION),
      });
      return { status: response.status, body: await response.json() };
    },
    async [Symbol.asyncDispose]() {
      await dashboard.close();
      await open.close();
    },
  };
}

async function costs(folder: string, ...args: string[]) {
  const io = testIo({ cwd: folder });
  assertEquals(await main(["cost", ...args, "--json"], io), 0);
  return JSON.parse(io.written.stdout);
}

Deno.test("what clients of the router cost stands on Costs and in `tapedeck cost`: answers, fallbacks and failures", async () => {
  using folder = tempDir();
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }] });
  await using world = await opened(folder.path, { alpha, beta: server({ price: PRICE }) });
  assertStringIncludes(await world.text("/costs"), "There is no ledger yet");

  const answer = await world.post();
  assertEquals(answer.status, 200);
  assertEquals(answer.body.x_tapedeck.endpoint, "simulated/quick@beta");
  const failed = await world.post({ "x-tapedeck-pin": "simulated/quick@alpha" });
  assert(failed.status >= 400);

  const usd = answer.body.x_tapedeck.cost_usd;
  const { rows, total, runs } = await costs(folder.path, "--by", "run");
  assertEquals([runs, rows.length, rows[0].name], [0, 1, "calls"]);
  assertEquals([total.cost_usd, total.billed, total.unknown], [usd, 1, 0]);
  assertEquals(total.tries, answer.body.x_tapedeck.attempts + 1);
  const byProvider = (await costs(folder.path)).rows.map((
    { name, cost_usd }: { name: string; cost_usd: string },
  ) => [name, cost_usd]);
  assertEquals(byProvider, [["beta", usd], ["alpha", "0"]]);

  const page = await world.text("/costs?by=run");
  assertMatch(page, /<th scope="row"[^>]*>calls by themselves<\/th>/);
  assert(!page.includes('href="/runs/calls"'));
  assertStringIncludes(page, `data-value="${usd}"`);
  assertMatch(await world.text("/costs?by=model"), /<th scope="row"[^>]*>simulated\/quick<\/th>/);
});

Deno.test("runs and calls by themselves are one sum, in which neither stands twice", async () => {
  using folder = tempDir();
  {
    await using ledger = await openSqliteLedger(join(folder.path, "runs", "ledger.sqlite"));
    await ledger.startRun(makeRun());
    await ledger.append([makeAttempt({ source: "live", billed: true, costUsd: "2" })]);
  }
  await using world = await opened(folder.path, { alpha: server({ price: PRICE }) });
  const { body } = await world.post();
  const usd = body.x_tapedeck.cost_usd;
  const { rows, total } = await costs(folder.path, "--by", "run");
  assertEquals(rows.map(({ name, cost_usd }: { name: string; cost_usd: string }) => [name, cost_usd]), [
    ["calls", usd],
    ["run_1", "2"],
  ]);
  assertEquals([total.tries, Number(total.cost_usd)], [2, 2 + Number(usd)]);
  const page = await world.text("/costs?by=run&since=all");
  assertStringIncludes(page, 'href="/runs/run_1"');
  assertStringIncludes(page, "calls by themselves");
});

Deno.test("health hears of each call of the router once, and of those of another process too", async () => {
  using folder = tempDir();
  await using world = await opened(folder.path, { alpha: server(), beta: server() });
  const { health, readPast } = world.sources;
  for (let i = 0; i < 3; i++) await world.post({ "x-tapedeck-pin": "simulated/quick@alpha" });
  await readPast();
  assertEquals(health.health("simulated/quick@alpha").calls, 3);
  {
    await using other = await opened(folder.path, { alpha: server(), beta: server() });
    await other.post({ "x-tapedeck-pin": "simulated/quick@beta" });
    assertEquals(other.sources.health.health("simulated/quick@alpha").calls, 3);
    assertEquals(other.sources.health.health("simulated/quick@beta").calls, 1);
  }
});

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import { openRegistry } from "../../src/routing/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const ENV = { OPENAI_API_KEY: "key-of-a-test-0123", TAPEDECK_CATALOG: ":memory:" };

/** A folder with a configuration of its own. */
function project(toml = ""): { readonly path: string; [Symbol.dispose](): void } {
  const dir = tempDir();
  Deno.writeTextFileSync(`${dir.path}/tapedeck.toml`, `version = 1\n${toml}`);
  return dir;
}

async function run(cwd: string, ...args: string[]) {
  const io = testIo({ cwd, env: ENV });
  const code = await main(args, io);
  return { code, ...io.written };
}

Deno.test("route explain shows the order, the scores and what is not asked, with what would change it", async () => {
  using dir = project('[routing]\npolicy = "cost"\n');
  const { code, stdout } = await run(dir.path, "route", "explain", "openai/gpt-4o-mini", "--tools");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "openai/gpt-4o-mini by cost: openai/gpt-4o-mini@openai");
  assertStringIncludes(stdout, "Not asked:\n  openai/gpt-4o-mini@openrouter/azure\n");
  assertStringIncludes(stdout, "credential: no key for openrouter is at hand → set OPENROUTER_API_KEY");
  assertStringIncludes(stdout, "capabilities: it cannot do tools → do without tools");
  assertStringIncludes(stdout, "Not known:\n");
});

Deno.test("route explain as a document has names in snake_case, and fails where nobody may be asked", async () => {
  using dir = project();
  const { code, stdout } = await run(
    dir.path,
    "route",
    "explain",
    "openai/gpt-4o-mini",
    "--max-cost",
    "0.000000001",
    "--json",
  );
  const { audit, asked, facts } = JSON.parse(stdout);
  assertEquals([code, audit.chosen, asked], [1, null, []]);
  assertEquals(audit.needs.max_cost_usd, "0.000000001");
  assert(facts.some((one: { fetched_at: string | null }) => one.fetched_at !== null));
  assert(audit.rejected[0].rejections.some(({ rule }: { rule: string }) => rule === "maxCostUsd"));
});

Deno.test("route explain takes aliases, and a policy that does not exist is wrong usage", async () => {
  using dir = project('[aliases.models]\nmini = "openai/gpt-4o-mini"\n');
  assertStringIncludes((await run(dir.path, "route", "explain", "mini")).stdout, "openai/gpt-4o-mini by balanced");
  const { code, stderr } = await run(dir.path, "route", "explain", "mini", "--policy", "cots");
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'did you mean "cost"?');
});

Deno.test("route log lists the latest choices and what came of them", async () => {
  using dir = project();
  const simulated = createSimulated({ endpoints: [{ model: "simulated/quick" }] });
  {
    await using registry = await openRegistry({
      config: { providers: { box: { kind: "simulated", base_url: "http://box/v1" } } },
      fetch: (input, init) => simulated.handle(new Request(input, init)),
      env: () => undefined,
      ledgerPath: `${dir.path}/ledger.sqlite`,
    });
    const request = { model: "simulated/quick", messages: [{ role: "user", content: "Hi" } as const] };
    await registry.complete(request);
    await registry.complete(request, { run: "run_1", pin: "simulated/quick@box" });
  }
  const ledger = ["--ledger", "ledger.sqlite"];
  const { stdout } = await run(dir.path, "route", "log", ...ledger);
  assertEquals(stdout.split("\n").length, 5);
  assertStringIncludes(stdout, "simulated/quick@box");
  const last = await run(dir.path, "route", "log", "--last", "1", "--json", ...ledger);
  const { routes } = JSON.parse(last.stdout);
  assertEquals(routes.map((one: { run_id: string; audit: { origin: string } }) => [one.run_id, one.audit.origin]), [
    ["run_1", "pin"],
  ]);
  assertEquals((await run(dir.path, "route", "log", "--run", "run_9", ...ledger)).code, 2);
  assertEquals((await run(dir.path, "route", "log", "--ledger", "other.sqlite")).code, 2);
});

Deno.test("route log shows what the runs of the folder and calls by themselves have chosen, the latest first", async () => {
  using dir = project();
  const own = `${dir.path}/own.sqlite`;
  const logged = async () => {
    const io = testIo({ cwd: dir.path, env: { ...ENV, TAPEDECK_LEDGER: own } });
    assertEquals(await main(["route", "log", "--json"], io), 0);
    return JSON.parse(io.written.stdout).routes.map((one: { scope: string }) => one.scope);
  };
  assertEquals(await logged(), []);
  const simulated = createSimulated({ endpoints: [{ model: "simulated/quick" }] });
  for (const [scope, ledgerPath] of [["first", "runs/ledger.sqlite"], ["second", "own.sqlite"]]) {
    await using registry = await openRegistry({
      config: { providers: { box: { kind: "simulated", base_url: "http://box/v1" } } },
      fetch: (input, init) => simulated.handle(new Request(input, init)),
      env: () => undefined,
      ledgerPath: `${dir.path}/${ledgerPath}`,
    });
    const request = { model: "simulated/quick", messages: [{ role: "user", content: "Hi" } as const] };
    await registry.complete(request, { scope });
  }
  assertEquals(await logged(), ["second", "first"]);
});

Deno.test("route log of a ledger without choices says so", async () => {
  using dir = project();
  await (await openSqliteLedger(`${dir.path}/ledger.sqlite`)).close();
  assertEquals((await run(dir.path, "route", "log", "--ledger", "ledger.sqlite")).stdout, "No choices are kept\n");
});

Deno.test("model switch says yes, and sets the default of the project", async () => {
  using dir = project("# mine\n");
  const dry = await run(dir.path, "model", "switch", "openai/gpt-4o-mini", "--offline", "--dry-run");
  assertEquals(dry.code, 0);
  assertStringIncludes(dry.stdout, "Yes: openai/gpt-4o-mini can be the default model");
  assertEquals(await Deno.readTextFile(`${dir.path}/tapedeck.toml`), "version = 1\n# mine\n");
  const { code, stdout } = await run(dir.path, "model", "switch", "openai/gpt-4o-mini", "--offline");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "is the default model now");
  const text = await Deno.readTextFile(`${dir.path}/tapedeck.toml`);
  assertStringIncludes(text, "version = 1\n# mine\n");
  assertStringIncludes(text, 'model = "openai/gpt-4o-mini"');
});

Deno.test("model switch says no with the reasons, and exits with 1", async () => {
  using dir = project();
  const { code, stdout } = await run(
    dir.path,
    "model",
    "switch",
    "anthropic/claude-haiku-4.5",
    "--offline",
    "--context",
    "9000000",
  );
  assertEquals(code, 1);
  assertStringIncludes(stdout, "NO");
  assertStringIncludes(stdout, "set ANTHROPIC_API_KEY");
  assertStringIncludes(stdout, "No: anthropic/claude-haiku-4.5 does not become the default model");
  const document = JSON.parse(
    (await run(
      dir.path,
      "model",
      "switch",
      "openai/gpt-4o-mini",
      "--offline",
      "--dry-run",
      "--json",
    )).stdout,
  );
  assertEquals([document.ok, document.saved, document.checks.length], [true, null, 6]);
});

Deno.test("model switch without an id, and with one that no list has, is wrong usage", async () => {
  using dir = project();
  assertEquals((await run(dir.path, "model", "switch")).code, 2);
  const { code, stderr } = await run(dir.path, "model", "switch", "openai/gpt-4o-mni", "--offline");
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'did you mean "openai/gpt-4o-mini"?');
});

Deno.test("route explain names needs as tapedeck.toml has them, and the change that it proposes lets one in", async () => {
  using dir = project();
  const explain = ["route", "explain", "openai/gpt-4o-mini", "--tools"];
  const refused = await run(dir.path, ...explain, "--context", "500000", "--max-cost", "0.000000001");
  assertEquals(refused.code, 1);
  const change =
    /smallest change: lower context_tokens to ([\d,]+), and raise max_cost_usd from 0.000000001 to ([\d.]+)/;
  const [, context, cost] = change.exec(refused.stdout)!;
  const applied = await run(dir.path, ...explain, "--context", context.replaceAll(",", ""), "--max-cost", cost);
  assertEquals(applied.code, 0);
  const { code, stderr } = await run(dir.path, ...explain, "--needs", "tolls");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--needs must be one of");
  assertStringIncludes(stderr, 'did you mean "tools"?');
});

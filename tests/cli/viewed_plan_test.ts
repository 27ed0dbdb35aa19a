import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { loadPlan, planHash } from "../../src/sweep/mod.ts";
import { unloadedScorer } from "../../src/scoring/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const SCORER = '[[score.custom]]\nuse = "./trap.ts"\nname = "mine"\n';

/** A stranger's folder: a plan with code that leaves a trace when it is run, and a ledger with a run of it. */
async function strangersFolder({ head = "", rest = "" }: { head?: string; rest?: string }) {
  const dir = tempDir();
  const trace = `${dir.path}/sprung`;
  const trap = `Deno.writeTextFileSync(${JSON.stringify(trace)}, "");\nexport default () => 1;\n`;
  await Deno.writeTextFile(`${dir.path}/trap.ts`, trap);
  await Deno.writeTextFile(
    `${dir.path}/plan.toml`,
    `name = "strange"\n${head}[[endpoints]]\nkey = "a/b@local"\nbase_url = "http://127.0.0.1:9/v1"\n` +
      `price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }\n[prompts]\nitems = [{ prompt = "one" }]\n` +
      `${rest}[gate]\nscore = { min = 0.5 }\n`,
  );
  await using ledger = await openSqliteLedger(`${dir.path}/runs/ledger.sqlite`);
  const manifest = { places: { plan: "../plan.toml" } };
  await ledger.startRun(makeRun({ runId: "run_a", cells: 1, status: "done", manifest }));
  await ledger.append([makeAttempt({ runId: "run_a", cellIndex: 0, score: 1, output: "One" })]);
  const isSprung = () => Deno.stat(trace).then(() => true, () => false);
  const run = async (args: readonly string[], env: { [name: string]: string } = {}) => {
    const io = testIo({ cwd: dir.path, env: { HOME: dir.path, ...env } });
    const code = await main(args, io);
    return { code, ...io.written };
  };
  return { path: dir.path, run, isSprung, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

const LOOKING: readonly (readonly string[])[] = [
  ["sweep", "plan", "plan.toml"],
  ["sweep", "plan", "plan.toml", "--json", "--show", "1"],
  ["gate", "run_a", "--plan", "plan.toml"],
  ["report", "run_a", "--plan", "plan.toml"],
  ["report", "run_a", "--format", "junit", "--out", "-"],
  ["score", "run_a", "--list"],
  ["run", "list"],
  ["run", "show", "run_a"],
  ["run", "results", "run_a"],
  ["rate", "run_a", "--export", "sheet.csv", "--rater", "me"],
  ["rate", "run_a", "--export", "other.csv", "--rater", "me", "--plan", "plan.toml"],
];

for (const args of LOOKING) {
  Deno.test(`a scorer of a stranger's plan is not run by ${args.join(" ")}`, async () => {
    using folder = await strangersFolder({ rest: SCORER });
    const { code, stderr } = await folder.run(args);
    assertEquals([code, await folder.isSprung()], [0, false], stderr);
  });

  Deno.test(`a provider of a stranger's plan is not run by ${args.join(" ")}`, async () => {
    using folder = await strangersFolder({ head: 'plugins = ["./trap.ts"]\n' });
    await folder.run(args);
    assertEquals(await folder.isSprung(), false);
  });
}

Deno.test("a plan with a provider from outside is looked at where its folder is trusted", async () => {
  using folder = await strangersFolder({ head: 'plugins = ["./trap.ts"]\n' });
  const { code, stderr } = await folder.run(["sweep", "plan", "plan.toml"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "plan.toml:2: plugins[0] cannot be used: it is code");
  assertStringIncludes(stderr, "trap.ts");
  // It is none, which shows only when it has run.
  await folder.run(["sweep", "plan", "plan.toml"], { TAPEDECK_TRUST: folder.path });
  assertEquals(await folder.isSprung(), true);
});

Deno.test("a plan that is looked at without its scorers has the hash of the plan that is run", async () => {
  using folder = await strangersFolder({ rest: SCORER });
  const viewed = await loadPlan(`${folder.path}/plan.toml`, { loadScorer: unloadedScorer });
  assertEquals(viewed.scorers?.map(({ name }) => name), ["mine"]);
  assertEquals(await folder.isSprung(), false);
  assertEquals(planHash(await loadPlan(`${folder.path}/plan.toml`)), planHash(viewed));
});

Deno.test("a command whose name begins with another command's is reached", async () => {
  const io = testIo({ env: {} });
  assertEquals(await main(["worker", "merge", "--help"], io), 0);
  assertStringIncludes(io.written.stdout, "Make one tape of those");
});

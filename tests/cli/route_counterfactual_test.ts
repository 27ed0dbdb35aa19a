import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const MODEL = "acme/x1";
const QUESTIONS = 20;

/** A folder with a ledger: one model at a slow, dear endpoint and at a fast, cheap one that knows less. */
async function ledgerIn(folder: string): Promise<void> {
  await using ledger = await openSqliteLedger(`${folder}/runs/ledger.sqlite`);
  await ledger.startRun(makeRun({ runId: "run_1" }));
  const places = [
    { provider: "good", costUsd: "0.002", latencyMs: 900, score: 1 },
    { provider: "quick", costUsd: "0.001", latencyMs: 100, score: 0.5 },
  ];
  const rows = Array.from({ length: QUESTIONS }, (_, i) =>
    places.map(({ provider, ...figures }, place) =>
      makeAttempt({
        ...figures,
        cellIndex: 2 * i + place,
        cellId: `cell_${provider}_${i}`,
        model: MODEL,
        provider,
        endpoint: `${MODEL}@${provider}`,
        promptId: `p${i}`,
        startedAt: new Date(Date.UTC(2026, 10, 1) + i * 5000).toISOString(),
      })
    ));
  await ledger.append(rows.flat());
}

async function run(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const io = testIo({ cwd: folder });
  const code = await main(["route", "counterfactual", ...args], io);
  return { code, ...io.written };
}

/** The cells of the row that begins with a name. */
function rowOf(name: string, text: string): string[] {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  assert(line !== undefined, `no row of ${name} in:\n${text}`);
  return line.split(/ {2,}/);
}

Deno.test("a recorded run is shown under other policies, beside each endpoint alone and the best choice", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { code, stdout } = await run(dir.path);
  assertEquals(code, 0);
  assertStringIncludes(stdout, `20 calls of ${MODEL}. No call was made.`);
  const [, known, unknown, failed, , usd] = rowOf("only @quick", stdout);
  assertEquals([known, unknown, failed, usd], ["20", "0", "0 %", "0.02"]);
  assertEquals(rowOf("only @good", stdout).at(-1), "1.000");
  assertEquals(rowOf("oracle: cheapest answer", stdout)[5], "0.02");
  // Both have a turn each, half of the calls.
  assertEquals(rowOf("round-robin", stdout)[5], "0.03");
  assertMatch(stdout, /^ {2}round-robin: @good 50 %, @quick 50 %$/m);
});

Deno.test("the document has what was asked, in snake case, with exact sums", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { code, stdout } = await run(dir.path, "run_1", "--policy", "cost", "--evidence", "own", "--json");
  assertEquals(code, 0);
  const document = JSON.parse(stdout);
  assertEquals([document.runs, document.evidence, document.common_cells], [["run_1"], "own", 20]);
  const outcomes = document.outcomes.map((one: Record<string, unknown>) => [one.name, one.kind, one.cost_usd]);
  assertEquals(outcomes.slice(1), [
    [`${MODEL}@good`, "pinned", "0.04"],
    [`${MODEL}@quick`, "pinned", "0.02"],
    ["oracle", "oracle", "0.02"],
  ]);
  const [cost] = document.outcomes;
  assertEquals(cost.known + cost.unknown, cost.cells);
  assertEquals(cost.common.failure_rate, 0);
});

Deno.test("a policy of one's own is compared with the others", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  await Deno.writeTextFile(
    `${dir.path}/mine.ts`,
    `export default { name: "mine", score: ({ endpoint }) => ({ score: endpoint.provider === "good" ? 1 : 0, why: "" }) };`,
  );
  const { stdout } = await run(dir.path, "--policy", "./mine.ts,cost");
  assertEquals(rowOf("mine", stdout)[5], "0.04");
  assertMatch(stdout, /^ {2}mine: @good 100 %$/m);
});

Deno.test("policies of the configuration are found by their names, and its weights are those of balanced", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  await Deno.writeTextFile(
    `${dir.path}/always.ts`,
    `export default { name: "always-good", score: ({ endpoint }) => ({ score: endpoint.provider === "good" ? 1 : 0, why: "" }) };`,
  );
  const weights = (text: string) =>
    Deno.writeTextFile(
      `${dir.path}/tapedeck.toml`,
      `version = 1\n[routing]\npolicies = ["./always.ts"]\nweights = { ${text} }\n`,
    );
  await weights("cost = 1");
  const refused = await run(dir.path, "--policy", "always-good,balanced");
  assertEquals([refused.code, refused.stderr.includes("the project is not trusted")], [2, true]);
  const io = testIo({ cwd: dir.path, env: { TAPEDECK_TRUST: dir.path } });
  const code = await main(["route", "counterfactual", "--policy", "always-good,balanced"], io);
  const { stdout, stderr } = io.written;
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^ {2}always-good: @good 100 %$/m);
  assertMatch(stdout, /^ {2}balanced: @quick 95 %, @good 5 %$/m);
});

Deno.test("needs are flags, and what does not meet them is not chosen", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { stdout } = await run(dir.path, "--policy", "round-robin", "--max-cost", "0.0015", "--json");
  const [{ choices }] = JSON.parse(stdout).outcomes;
  // What nobody knows of a price is let in.
  assertEquals(choices.reduce((sum: number, { cells }: { cells: number }) => sum + cells, 0), QUESTIONS);
});

Deno.test("mistakes are named: no ledger, no such run, no such policy, nothing recorded of the model", async () => {
  using dir = tempDir();
  const none = await run(dir.path);
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, `there is no ledger: current value is "runs/ledger.sqlite"`);
  await ledgerIn(dir.path);
  const wrong = await run(dir.path, "run_2");
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.stderr, `no such run (did you mean "run_1"?): current value is "run_2"`);
  const policy = await run(dir.path, "--policy", "coost");
  assertEquals(policy.code, 2);
  assertStringIncludes(policy.stderr, `did you mean "cost"?`);
  const model = await run(dir.path, "--model", "acme/x9");
  assertEquals(model.code, 1);
  assertStringIncludes(model.stderr, "nothing was recorded");
});

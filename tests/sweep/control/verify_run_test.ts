import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../../../src/base/mod.ts";
import {
  parseFaults,
  type PlanFaults,
  restrictPlan,
  type RunOptions,
  type RunSummary,
  runSweep,
  type SweepPlan,
  verifyRun,
  type VerifyRunOptions,
} from "../../../src/sweep/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";

/** Failures on purpose, in a part of the calls. */
const FAULTS = parseFaults(
  `seed = 7
[[faults]]
fault = "rate_limit"
after_ms = 5
when = { probability = 0.4 }
`,
  "faults.toml",
);

/** A run with everything that a table can have: refusals, tries again, failures for good. */
async function moodyRun(
  folder: string,
  { faults = null, ...more }: Partial<RunOptions> & { faults?: PlanFaults | null } = {},
): Promise<{
  plan: SweepPlan;
  options: RunOptions;
  summary: RunSummary;
}> {
  await using parrot = startParrot({
    intercept(number, { messages }) {
      if (number === 3) {
        return new Response('{"error":{"message":"slow down"}}', { status: 429, headers: { "retry-after": "0.01" } });
      }
      return messages[0].content.endsWith("word2")
        ? Response.json({ error: { message: "no such word" } }, { status: 400 })
        : undefined;
    },
  });
  const plan = { ...await parrotPlan(parrot.baseUrl), faults };
  const options = parrotOptions(folder, more);
  return { plan, options, summary: await runSweep(plan, options) };
}

/** Checks a run and leaves the test the right to use the network. */
function check(runId: string, options: VerifyRunOptions) {
  return verifyRun(runId, { ...options, keepNetwork: true });
}

const quiet = { differing: 0, differences: [], unrecorded: 0, missing: [] };

Deno.test("every number of a run follows from its tape", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path);
  assertEquals([summary.ok, summary.failed], [8, 4]);
  const checked = await check(summary.runId, { ...options, plan, cassettePath: options.cassettePath! });
  const { runId } = summary;
  assertEquals(checked, { runId, cassette: options.cassettePath!, cells: 12, rows: 13, open: 0, ...quiet });
});

Deno.test("of a run with failures on purpose every number follows, too", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path, { faults: FAULTS });
  const checked = await check(summary.runId, { ...options, plan, cassettePath: options.cassettePath! });
  assert(checked.rows > 13, `${checked.rows} rows`);
  assertEquals([checked.cells, checked.differing, checked.unrecorded], [12, 0, 0]);
});

Deno.test("a replay and a run that was cut short are checked as well", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path);
  const replay = await runSweep(plan, { ...options, mode: "replay" });
  const cassettePath = options.cassettePath!;
  assertEquals(await check(replay.runId, { ...options, plan, cassettePath }), {
    ...await check(summary.runId, { ...options, plan, cassettePath }),
    runId: replay.runId,
  });
  const controller = new AbortController();
  const cut = await runSweep(plan, {
    ...options,
    mode: "replay",
    concurrency: 1,
    signal: controller.signal,
    onProgress: ({ done }) => done === 5 && controller.abort(),
  });
  const { cells, open, ...rest } = await check(cut.runId, { ...options, plan, cassettePath });
  assertEquals([cells, open, rest.differing, rest.unrecorded], [5, 7, 0, 0]);
});

Deno.test("a run of a part of its plan is verified as that part, without saying it again", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(restrictPlan(plan, ["temperature=0", "prompt=p1"]), options);
  const cassettePath = options.cassettePath!;
  const checked = await check(runId, { ...options, plan, cassettePath });
  assertEquals([checked.cells, checked.open, checked.differing, checked.unrecorded], [2, 0, 0, 0]);
  const whole = await runSweep(plan, { ...options, mode: "append", fresh: true });
  const part = restrictPlan(plan, ["temperature=0"]);
  await assertRejects(
    () => check(whole.runId, { ...options, plan: part, cassettePath }),
    UserError,
    "plan has changed",
  );
});

Deno.test("failures that a command brought along are the run's, without saying them again", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path, { faults: FAULTS });
  const checked = await check(summary.runId, {
    ...options,
    plan: { ...plan, faults: null },
    cassettePath: options.cassettePath!,
  });
  assertEquals([checked.cells, checked.differing, checked.unrecorded], [12, 0, 0]);
});

Deno.test("second chances are derived again too", async () => {
  using dir = tempDir();
  let isBroken = true;
  await using parrot = startParrot({
    intercept: () => isBroken ? Response.json({ error: { message: "no" } }, { status: 400 }) : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  await runSweep(plan, options);
  isBroken = false;
  const { runId, ok } = await runSweep(plan, { ...options, retryFailed: true });
  const checked = await check(runId, { ...options, plan, cassettePath: options.cassettePath! });
  assertEquals([ok, checked.rows, checked.differing, checked.unrecorded], [12, 24, 0, 0]);
});

/** Each change of one value of the ledger, and the column that is named. */
const TAMPERED: readonly { readonly set: string; readonly column: string }[] = [
  { set: "cost_usd = '0.00002000001'", column: "cost_usd" },
  { set: "latency_ms = latency_ms + 0.001", column: "latency_ms" },
  { set: "ttft_ms = ttft_ms + 1", column: "ttft_ms" },
  { set: "ttfo_ms = NULL", column: "ttfo_ms" },
  { set: "output_tokens = output_tokens + 1", column: "output_tokens" },
  { set: "queue_ms = queue_ms + 1", column: "queue_ms" },
  { set: "retry_wait_ms = 7", column: "retry_wait_ms" },
  { set: "finish_reason = 'length'", column: "finish_reason" },
  { set: "output = output || '.'", column: "output" },
  { set: "output_hash = 'output_x'", column: "output_hash" },
  { set: "scores = '{\"contains\":0}'", column: "score_contains" },
  { set: "score = 0.5", column: "score" },
  { set: "http_status = 201", column: "http_status" },
  { set: "tpot_ms = 99", column: "tpot_ms" },
];

Deno.test("one changed value in the ledger is named, with its row and both values, and nothing else is", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path);
  const { runId } = summary;
  const rows = await (async () => {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    return await collect(ledger.attempts(runId));
  })();
  const target = rows.find(({ status, cellIndex }) => status === "ok" && cellIndex > 4)!;
  for (const { set, column } of TAMPERED) {
    const copy = `${dir.path}/copy.sqlite`;
    // Closed by everybody, a ledger is one file.
    await Deno.copyFile(options.ledgerPath, copy);
    {
      using db = new DatabaseSync(copy);
      const { changes } = db.prepare(`UPDATE attempts SET ${set} WHERE cell_index = ? AND try = ?`)
        .run(target.cellIndex, target.try);
      assertEquals(Number(changes), 1);
    }
    const checked = await check(runId, { ledgerPath: copy, plan, cassettePath: options.cassettePath! });
    assertEquals(checked.differences.map((one) => [one.cellIndex, one.try, one.column]), [
      [target.cellIndex, target.try, column],
    ], set);
    assert(checked.differences[0].stored !== checked.differences[0].derived);
  }
});

Deno.test("a row that was added, and one that was taken away, are named as rows", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path);
  using db = new DatabaseSync(options.ledgerPath);
  const retried = Number(db.prepare("SELECT cell_index FROM attempts WHERE try = 2").get()!.cell_index);
  db.prepare("DELETE FROM attempts WHERE cell_index = ? AND try = 1").run(retried);
  const { differences } = await check(summary.runId, { ...options, plan, cassettePath: options.cassettePath! });
  assertEquals(differences.map((one) => [one.cellIndex, one.try, one.column, one.stored, one.derived]), [
    [retried, 1, "row", null, "failed"],
  ]);
});

Deno.test("one changed number on the tape is named by what follows from it", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path);
  const lines = (await Deno.readTextFile(options.cassettePath!)).split("\n");
  const at = lines.findIndex((line) => line.includes('\\"completion_tokens\\":5'));
  const { scope } = JSON.parse(lines[at]);
  lines[at] = lines[at].replace('\\"completion_tokens\\":5', '\\"completion_tokens\\":6');
  const copy = `${dir.path}/copy.jsonl`;
  await Deno.writeTextFile(copy, lines.join("\n"));
  const { differences } = await check(summary.runId, { ...options, plan, cassettePath: copy });
  assertEquals(new Set(differences.map((one) => `${one.cellId}/${one.try}`)), new Set([scope]));
  const values = Object.fromEntries(differences.map(({ column, stored, derived }) => [column, [stored, derived]]));
  assertEquals(values.output_tokens, [5, 6]);
  assertEquals(values.cost_usd, ["0.00002", "0.000022"]);
  assert(Object.keys(values).every((name) => ["output_tokens", "cost_usd", "tpot_ms", "output_tps"].includes(name)));
});

Deno.test("rows whose recording is gone are told apart from those that differ", async () => {
  using dir = tempDir();
  const { plan, options, summary } = await moodyRun(dir.path);
  const lines = (await Deno.readTextFile(options.cassettePath!)).trimEnd().split("\n");
  const gone = JSON.parse(lines.at(-1)!).scope;
  const copy = `${dir.path}/copy.jsonl`;
  await Deno.writeTextFile(copy, lines.slice(0, -1).join("\n") + "\n");
  const checked = await check(summary.runId, { ...options, plan, cassettePath: copy });
  assertEquals([checked.differing, checked.unrecorded], [0, 1]);
  assertEquals(checked.missing.map((one) => `${one.cellId}/${one.try}`), [gone]);
});

Deno.test("what cannot be checked is refused, and says why", async () => {
  using dir = tempDir();
  const { plan, options, summary: { runId } } = await moodyRun(dir.path);
  const cassettePath = options.cassettePath!;
  const { ledgerPath } = options;
  const wrong: [Parameters<typeof verifyRun>, string][] = [
    [["run_x", { ledgerPath, plan }], "the ledger has no such run"],
    [[runId, { ledgerPath, plan: { ...plan, repeats: 3 }, cassettePath }], "the plan has changed since"],
    [[runId, { ledgerPath, plan, cassettePath: `${dir.path}/none.jsonl` }], "name it with --cassette"],
    [[runId, { ledgerPath, cassettePath }], "name it with --plan"],
  ];
  for (const [given, message] of wrong) await assertRejects(() => check(...given), UserError, message);
  const bare = await runSweep(plan, { ...options, mode: "replay" }).then(() =>
    moodyRun(`${dir.path}/bare`, {
      mode: "passthrough",
      cassettePath: null,
    })
  );
  await assertRejects(
    () => check(bare.summary.runId, { ledgerPath: bare.options.ledgerPath, plan: bare.plan }),
    UserError,
    "it has no tape",
  );
});

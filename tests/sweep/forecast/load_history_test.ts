import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { forecast, loadHistory, loadPlan, runSweep } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";

Deno.test("past calls come from a ledger, else from a tape, and both tell the same", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const { ledgerPath, cassettePath, ...options } = parrotOptions(dir.path);
  const { costUsd } = await runSweep(plan, { ledgerPath, cassettePath, ...options });
  const ofLedger = await loadHistory(plan, { ledgerPath, cassettePath: null });
  const ofTape = await loadHistory(plan, { ledgerPath: `${dir.path}/none.sqlite`, cassettePath });
  const told = (calls: typeof ofTape) =>
    calls.map(({ endpoint, cellId, inputTokens, outputTokens }) => [endpoint, cellId, inputTokens, outputTokens].join())
      .sort();
  assertEquals([ofLedger.length, told(ofLedger)], [12, told(ofTape)]);
  // A ledger that knows calls is enough: the tape, which may be large, is not opened.
  const junk = `${dir.path}/junk.jsonl`;
  await Deno.writeTextFile(junk, "no tape");
  assertEquals(await loadHistory(plan, { ledgerPath, cassettePath: junk }), ofLedger);
  await assertRejects(() => loadHistory(plan, { ledgerPath: null, cassettePath: junk }), UserError);
  const { total, endpoints } = await forecast(plan, { history: ofTape, tokenizer: () => 0 });
  // A run that was made costs what it cost.
  assertEquals(total.costUsd, { low: costUsd, expected: costUsd, high: costUsd });
  assertEquals(endpoints[0].basis, { input: "history", output: "history", calls: 12 });
});

Deno.test("a replay of what the ledger has recorded is no past call", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const places = { ledgerPath: options.ledgerPath, cassettePath: null };
  await runSweep(plan, options);
  const recorded = await loadHistory(plan, places);
  for (let i = 0; i < 2; i++) await runSweep(plan, { ...options, mode: "replay", fresh: true });
  assertEquals([recorded.length, await loadHistory(plan, places)], [12, recorded]);
  // Recorded anew, the same cells are as many calls again.
  await runSweep(plan, { ...options, cassettePath: `${dir.path}/second.jsonl`, fresh: true });
  assertEquals((await loadHistory(plan, places)).length, 24);
});

Deno.test("replays of a tape from elsewhere are past calls, each once, and one that missed hides none", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  await runSweep(plan, options);
  const ledgerPath = `${dir.path}/other.sqlite`;
  const replay = { ...options, ledgerPath, mode: "replay", fresh: true } as const;
  for (let i = 0; i < 2; i++) await runSweep(plan, replay);
  const [header] = (await Deno.readTextFile(options.cassettePath!)).split("\n");
  await Deno.writeTextFile(`${dir.path}/empty.jsonl`, `${header}\n`);
  await runSweep(plan, { ...replay, cassettePath: `${dir.path}/empty.jsonl` });
  const told = async (path: string) =>
    (await loadHistory(plan, { ledgerPath: path, cassettePath: null }))
      .filter(({ outputTokens }) => outputTokens !== null)
      .map(({ endpoint, cellId, inputTokens, outputTokens }) => [endpoint, cellId, inputTokens, outputTokens].join())
      .sort();
  assertEquals(await told(ledgerPath), await told(options.ledgerPath));
  assertEquals((await told(ledgerPath)).length, 12);
});

Deno.test("what is not there, and what is about other endpoints, is no history", async () => {
  using dir = tempDir();
  const plan = await parrotPlan("http://127.0.0.1:9/v1");
  const none = { ledgerPath: `${dir.path}/none.sqlite`, cassettePath: `${dir.path}/none.jsonl` };
  assertEquals(await loadHistory(plan, none), []);
  assertEquals(await loadHistory(plan, { ledgerPath: null, cassettePath: null }), []);
  assertEquals(await loadHistory(plan, { ledgerPath: null, cassettePath: "cassettes/quickstart.jsonl" }), []);
  await assertRejects(() => Deno.stat(none.ledgerPath), Deno.errors.NotFound);
});

Deno.test("a file that is no ledger is a mistake and not an empty one", async () => {
  using dir = tempDir();
  const path = `${dir.path}/notes.txt`;
  await Deno.writeTextFile(path, "These are no attempts, and neither is it a database of any other kind.");
  const plan = await parrotPlan("http://127.0.0.1:9/v1");
  await assertRejects(() => loadHistory(plan, { ledgerPath: path, cassettePath: null }), UserError);
});

Deno.test("the quickstart's tape tells what the quickstart cost", async () => {
  const plan = await loadPlan("sweeps/quickstart.toml");
  const history = await loadHistory(plan, { ledgerPath: null, cassettePath: plan.run.cassette });
  const { total, endpoints } = await forecast(plan, { history, tokenizer: () => 0 });
  assertEquals([total.calls, history.length], [256, 256]);
  assertEquals(endpoints.map(({ basis }) => basis), Array(2).fill({ input: "history", output: "history", calls: 128 }));
  const replayed = history.reduce((sum, { inputTokens }) => sum + inputTokens!, 0);
  assertEquals(total.inputTokens.expected, replayed);
});

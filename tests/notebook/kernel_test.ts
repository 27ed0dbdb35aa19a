import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { type KernelAnswer, type KernelMessage, kernelSession, type KernelStep } from "../support/kernel_session.ts";
import { needs } from "../support/require.ts";
import { tempDir } from "../support/temp_dir.ts";

const jupyter = await needs("jupyter");
const NOTEBOOKS = fileURLToPath(new URL("../../notebooks/", import.meta.url));

/** Asks one kernel for everything, as starting one takes longer than all of it. */
async function ask<Name extends string>(steps: { readonly [name in Name]: KernelStep }): Promise<
  { readonly [name in Name]: KernelAnswer }
> {
  const names = Object.keys(steps) as Name[];
  const answers = await kernelSession(names.map((name) => steps[name]), { python: jupyter.get(), folder: NOTEBOOKS });
  return Object.fromEntries(names.map((name, i) => [name, answers[i]])) as { [name in Name]: KernelAnswer };
}

const shown = ({ messages }: KernelAnswer): KernelMessage =>
  messages.find(({ type }) => type === "execute_result") ?? { type: "nothing" };

const html = (answer: KernelAnswer) => String(shown(answer).data?.["text/html"]);

Deno.test({
  name: "in a notebook a mistake that can be mended is one message, and one of ours keeps its stack",
  ignore: jupyter.ignore,
  fn: async () => {
    const said = await ask({
      import: { run: 'import { loadRun, openCassette, summarize, UserError } from "@tapedeck/tapedeck";' },
      file: { run: 'await loadRun("nowhere");' },
      miss: {
        run: `await using tape = await openCassette("../cassettes/quickstart.jsonl", { mode: "replay" });
          await tape.fetch("http://127.0.0.1:8091/v1/chat/completions", { method: "POST", body: "{}" });`,
      },
      late: { run: 'await Promise.reject(new UserError("Cannot do it", { cause: new Error("why") }));' },
      ours: { run: "summarize(null, []);" },
      debug: { run: 'Deno.env.set("TAPEDECK_DEBUG", "1"); await loadRun("nowhere");' },
    });
    const traceback = (answer: KernelAnswer) => answer.messages.find(({ type }) => type === "error")?.traceback ?? [];
    assertEquals(traceback(said.import), []);
    assertEquals(traceback(said.file), [
      'UserError: Cannot load the run as there is no such file: current value is "nowhere"',
    ]);
    assertMatch(traceback(said.miss)[0], /^CassetteMissError: Cannot replay/);
    assert(traceback(said.miss).every((line) => !/^\s+at /.test(line)), traceback(said.miss).join("\n"));
    assertEquals(traceback(said.late), ["UserError: Cannot do it"]);
    assertMatch(traceback(said.ours).join("\n"), /^TypeError: .*\n\s+at .*src\/analysis/);
    assertMatch(traceback(said.debug).join("\n"), /^UserError: .*\n\s+at .*src\/analysis/);
  },
});

Deno.test({
  name: "in a notebook what a cell ends with shows itself, and a run's progress is one display that ends with it",
  ignore: jupyter.ignore,
  fn: async () => {
    using dir = tempDir();
    const outRoot = JSON.stringify(dir.path);
    const said = await ask({
      import: { run: 'import * as tapedeck from "@tapedeck/tapedeck"; import pl from "nodejs-polars";' },
      plan: { run: 'const plan = await tapedeck.loadPlan("../sweeps/quickstart.toml"); plan' },
      run: {
        run: `const run = await tapedeck.runInNotebook(plan, { outRoot: ${outRoot}, progress: { everyMs: 50 } }); run`,
      },
      after: { run: "await new Promise((done) => setTimeout(done, 300));" },
      byHand: {
        run: `await using progress = tapedeck.notebookProgress({ everyMs: 50 });
          const again = await tapedeck.runSweep(plan, { ...progress.options, mode: "replay", outRoot: ${outRoot},
            cassettePath: plan.run.cassette, concurrency: 4, ledgerPath: ${outRoot} + "/ledger.sqlite" });
          await new Promise((done) => setTimeout(done, 200));`,
      },
      afterByHand: { run: "await new Promise((done) => setTimeout(done, 300));" },
      frame: { run: "const frame = await tapedeck.loadRun(run); frame" },
      summary: { run: 'tapedeck.summarize(frame, "endpoint")' },
      own: { run: 'tapedeck.displayFrame(frame.filter(pl.col("score").eq(1)).select("cost_usd"))' },
      chart: { run: "tapedeck.costQualityChart(frame)" },
      gate: {
        run: `const ledger = await tapedeck.openLedger(${outRoot} + "/ledger.sqlite");
          await tapedeck.evaluateGate(ledger, { runId: run.runId })`,
      },
      forecast: { run: "await tapedeck.forecast(plan)" },
      tape: { run: 'await tapedeck.openCassette("../cassettes/quickstart.jsonl", { mode: "replay" })' },
      secret: { run: 'new tapedeck.Secret("openai/work", "sk-abcdef0123456789")' },
      decimal: { run: 'tapedeck.Decimal.parse("0.10")' },
      attempt: { run: "(await Array.fromAsync(ledger.attempts(run.runId)))[0]" },
    });
    for (const [name, { messages }] of Object.entries(said)) {
      const text = JSON.stringify(messages);
      assert(!text.includes("[object Object]"), `${name}: ${text}`);
      assert(!messages.some(({ type }) => type === "error"), `${name}: ${text}`);
      assert(!text.includes("sk-abcdef"), name);
    }
    assertStringIncludes(String(shown(said.plan).data?.["text/plain"]), 'name: "quickstart"');
    for (const { messages } of [said.run, said.byHand]) {
      const displays = messages.filter(({ type }) => type.endsWith("display_data"));
      assertEquals(displays.filter(({ type }) => type === "display_data").length, 1);
      assertEquals(new Set(displays.map(({ transient }) => transient?.display_id)).size, 1);
      assertStringIncludes(String(displays.at(-1)!.data?.["text/html"]), "256 of 256 cells");
    }
    assertEquals([said.after.messages, said.afterByHand.messages], [[], []]);
    assertStringIncludes(html(said.run), "quickstart: 256 of 256 cells ok</caption>");
    assertStringIncludes(html(said.frame), "256 rows × ");
    assertStringIncludes(html(said.summary), '<th scope="col"');
    assertMatch(html(said.own), /<td [^>]*>\$0\.0000\d+<\/td>/);
    assert(Object.hasOwn(shown(said.chart).data!, "application/vnd.vegalite.v5+json"));
    assertStringIncludes(html(said.gate), "The gate is open: 1 check passed");
    assertEquals(shown(said.secret).data, { "text/plain": "[secret openai/work]" });
    assertEquals(shown(said.decimal).data, { "text/plain": "Decimal(0.1)" });
    assertStringIncludes(String(shown(said.attempt).data?.["text/plain"]), "cellIndex: 0");
  },
});

Deno.test({
  name: "in a notebook our names and the fields of values are completed, as far as the kernel can",
  ignore: jupyter.ignore,
  fn: async () => {
    const said = await ask({
      import: {
        run:
          'import { costQualityChart, loadPlan } from "@tapedeck/tapedeck"; import * as t from "@tapedeck/tapedeck";',
      },
      name: { complete: "costQ" },
      inside: { complete: "const a = 1;\nconst plan = await loadPl" },
      space: { complete: "t.summ" },
      plan: { run: 'const plan = await loadPlan("../sweeps/quickstart.toml");' },
      field: { complete: "plan.run.c" },
      frame: { run: 'import pl from "nodejs-polars"; const frame = pl.DataFrame({ cost_usd: [1] });' },
      frameField: { complete: "frame." },
      option: { complete: "costQualityChart(frame, { wid" },
      inspect: { inspect: "costQualityChart" },
    });
    assertEquals(said.name.matches, ["costQualityChart"]);
    assertEquals(said.inside.matches, ["loadPlan"]);
    assert(said.space.matches.includes("summarize"));
    assertEquals(said.field.matches.toSorted(), ["cassette", "concurrency", "constructor"]);
    // What docs/notebooks.md says that the kernel does not do. When it does, the page is to change.
    assertEquals([said.frameField.matches, said.option.matches, said.inspect.found], [[], [], false]);
  },
});

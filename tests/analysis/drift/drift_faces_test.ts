import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  bootstrapInterval,
  type DriftFinding,
  driftFrame,
  driftMarkdown,
  type DriftReport,
  judgeDrift,
  measureDrift,
} from "../../../mod.ts";
import { changedExamples, findingCells, Methods } from "../../../src/analysis/drift/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { prompts, writeCalls } from "./_tapes.ts";

async function report(): Promise<DriftReport> {
  using dir = tempDir();
  return await measureDrift(
    await writeCalls(`${dir.path}/a.jsonl`, [
      ...prompts(6, (i) => ({ answer: `It is *number* ${i}`, repeat: 0 })),
      { prompt: "only | here" },
    ]),
    await writeCalls(
      `${dir.path}/b.jsonl`,
      prompts(
        6,
        (i) => ({ answer: i < 2 ? "It is <b>nothing</b>" : `It is *number* ${i}`, fields: { model: "gpt-5" } }),
      ),
    ),
  );
}

Deno.test("the frame of findings has a row for each, and no u64", async () => {
  const drift = await report();
  const frame = driftFrame(drift);
  assertEquals(frame.height, drift.findings.length);
  const columns = ["verdict", "what", "base", "new", "base_text", "new_text", "n", "p_adjusted"];
  const model = drift.findings.findIndex(({ what }) => what === "returned model");
  const row: unknown[] = columns.map((name) => frame.getColumn(name).toArray()[model]);
  assertEquals(row, [
    "changed",
    "returned model",
    null,
    null,
    "gpt-4o-2024-08-06",
    "gpt-5",
    6,
    null,
  ]);
  assertEquals(frame.dtypes.some((type) => String(type).includes("UInt64")), false);
});

Deno.test("the frame of pairs has both answers side by side, and how far they agree", async () => {
  const frame = driftFrame(await report(), { of: "pairs" });
  assertEquals(frame.height, 6);
  assertEquals(frame.getColumn("changed").toArray().filter(Boolean).length, 2);
  const names = [
    "prompt",
    "base_output",
    "new_output",
    "base_latency_ms",
    "agree_normalised_text",
    "agree_words_token_f1",
  ];
  for (const name of names) assert(frame.columns.includes(name), name);
  assert(Symbol.for("Jupyter.display") in frame);
});

Deno.test("Markdown says what changed, by which method, and shows it", async () => {
  const drift = await report();
  const text = driftMarkdown(drift, { judgement: judgeDrift(drift), examples: 1 });
  assertStringIncludes(text, "## Drift beyond the thresholds");
  assertStringIncludes(text, "- **returned model** of gpt@openai has changed");
  assertStringIncludes(text, "| changed | gpt@openai | answers | normalised text, deterministic | 100 % | 67 % |");
  assertStringIncludes(text, "base is how far repeats on one tape agree");
  assertStringIncludes(text, "answers compared as they are: no sampling is asked for");
  assertStringIncludes(text, "### Only in base: 1 request");
  assertStringIncludes(text, "only \\| here");
  assertEquals(text.match(/lines \d+ and \d+/g)?.length, 1);
  assert(!/[^\\]<b>/.test(text), "what a model wrote is no markup");
});

Deno.test("what is within noise is counted, and shown where it is asked for", async () => {
  const drift = await report();
  assert(!driftMarkdown(drift).includes("| within noise |"));
  assertStringIncludes(driftMarkdown(drift, { all: true }), "| within noise |");
});

Deno.test("a notebook shows a report, and a copy of it shows nothing", async () => {
  const drift = await report();
  const display = (drift as unknown as { [key: symbol]: () => unknown })[Symbol.for("Jupyter.display")];
  assertEquals(display(), { "text/markdown": driftMarkdown(drift) });
  assertEquals(Object.keys(drift).includes("Jupyter.display"), false);
});

Deno.test("examples are of as many requests as there are", async () => {
  const { pairs } = await report();
  const changed = pairs.filter((pair) => pair.changed);
  const again = changed.flatMap((pair) => [pair, pair, pair]);
  assertEquals(changedExamples(again, 3).map(({ request }) => request), [
    changed[0].request,
    changed[1].request,
    changed[0].request,
  ]);
});

Deno.test("a difference of nothing on all requests is 0 without an interval, and the method says why", () => {
  const difference = bootstrapInterval([0, 0, 0, 0]);
  const finding: DriftFinding = {
    kind: "tokens",
    what: "output tokens",
    endpoint: null,
    among: "all",
    unit: "tokens",
    base: 12,
    new: 12,
    difference,
    relative: 0,
    n: 4,
    baseSamples: 4,
    newSamples: 4,
    method: "permutation",
    pValue: 1,
    pAdjusted: 1,
    verdict: "within noise",
    details: [],
  };
  const methods = new Methods();
  const cells = findingCells(finding, methods);
  assertEquals(cells.slice(4, 8), ["12", "12", "0", "4"]);
  assertEquals(methods.all[0][0], "permutation; interval: mean, no interval as all values are the same");
});

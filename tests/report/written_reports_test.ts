import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { htmlReport, junitReport, markdownReport, runReport } from "../../src/report/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { exampleRun, HOSTILE } from "./_example_run.ts";

const GATE = { per: "run" as const, thresholds: { score: { min: 0.9 } }, against: null };

async function exampleReport(gate: typeof GATE | null = null) {
  await using ledger = await openSqliteLedger(":memory:");
  return await runReport(ledger, { runId: await exampleRun(ledger), gate });
}

async function junitOf(text: string, passScore?: number): Promise<string> {
  await using ledger = await openSqliteLedger(":memory:");
  const runId = await exampleRun(ledger, { plan: text });
  const report = await runReport(ledger, { runId, gate: GATE });
  const pieces: string[] = [];
  for await (const piece of junitReport(ledger, { runId, gate: report.gate, passScore })) pieces.push(piece);
  return pieces.join("");
}

/** What Python's XML parser reads of a document: an independent reader. */
async function parsedXml(xml: string): Promise<{ suites: { [attribute: string]: string }[]; failures: string[] }> {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/junit.xml`, xml);
  const script = `
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(json.dumps({
  "suites": [suite.attrib for suite in root],
  "failures": [(case.text or "") for suite in root for test in suite for case in test],
}))`;
  const { stdout, stderr, success } = await new Deno.Command("python3", {
    args: ["-c", script, `${dir.path}/junit.xml`],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("JUnit has a suite for the gate and one for each endpoint, with what failed", async () => {
  const { suites } = await parsedXml(await junitOf("quickstart"));
  assertEquals(suites.map(({ name, tests, failures, errors }) => [name, tests, failures, errors]), [
    ["gate", "2", "1", "0"],
    ["m@one", "4", "0", "1"],
    ["m@two", "4", "2", "0"],
  ]);
  assertEquals(suites[1].time, "0.406");
});

Deno.test("any text of a model or a plan gives XML that parses, with the answer in it", async () => {
  const { failures } = await parsedXml(await junitOf(HOSTILE));
  const shown = HOSTILE.replace("\u0000", "\uFFFD").replace("\u001b", "\uFFFD").replace("\ud800", "\uFFFD");
  assertEquals(failures.at(-1), shown);
});

Deno.test("the score that passes can be set", async () => {
  const { suites } = await parsedXml(await junitOf("quickstart", 0));
  assertEquals(suites.map(({ failures }) => failures), ["1", "0", "0"]);
});

Deno.test("a page has all of a run, and nothing of a model is markup in it", async () => {
  const html = htmlReport(await exampleReport(GATE), { charts: [{ title: "Cost", svg: "<svg>é</svg>" }] });
  for (const text of ["The gate is shut", "m@one", "m@two", "timeout", "no answer within &lt;120&gt; s &amp; more"]) {
    assertStringIncludes(html, text);
  }
  assert(!html.includes("<script"), "no script of a model");
  assertStringIncludes(html, "&lt;script&gt;alert(1)&lt;/script&gt;");
  assertStringIncludes(html, `src="data:image/svg+xml;base64,${new TextEncoder().encode("<svg>é</svg>").toBase64()}"`);
  assert(!/(src|href)="(?!data:)/.test(html), "a page needs nothing else");
});

Deno.test("a comment says first what the gate says, and folds the cells away", async () => {
  const markdown = markdownReport(await exampleReport(GATE));
  assertMatch(markdown, /^## ❌ quickstart: the gate is shut\n\n7 of 8 cells ok · 1 failed · \$2 · replay\n/);
  assertStringIncludes(markdown, "| `m@two` | temperature=0 | 0.500 |");
  assertStringIncludes(markdown, "<details><summary>3 cells to look at</summary>");
  assertStringIncludes(markdown, "````text\n");
  const open = markdownReport(await exampleReport());
  assertMatch(open, /^## quickstart\n/);
});

Deno.test("no plan, label, error or answer breaks a comment's tables or its size", async () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.constantFrom("a|b", "`", "|`|", "\n|", "@me"));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (plan, label, errorMessage) => {
      await using ledger = await openSqliteLedger(":memory:");
      await ledger.startRun(makeRun({ runId: "a", plan, cells: 1 }));
      await ledger.append([
        makeAttempt({
          runId: "a",
          label,
          endpoint: label,
          status: "failed",
          errorKind: "timeout",
          errorMessage,
          score: null,
          output: "`".repeat(9),
        }),
      ]);
      const markdown = markdownReport(await runReport(ledger, { runId: "a", gate: GATE }));
      const tables = markdown.split("<details>")[0].split("\n").filter((line) => line.startsWith("| "));
      const bars = (line: string) => line.replaceAll(/\\./g, "").split("|").length;
      for (let i = 0; i < tables.length; i++) {
        if (/^\| -/.test(tables[i])) assertEquals(bars(tables[i]), bars(tables[i - 1]), tables[i]);
        else if (i > 0 && /^\| -/.test(tables[i - 1])) assertEquals(bars(tables[i]), bars(tables[i - 1]), tables[i]);
      }
      assert(!/@[^\u200B]/.test(tables.join("\n").replaceAll(/`[^`]*`/g, "")), "nobody is called");
    }),
    { numRuns: 30 },
  );
});

Deno.test("a comment fits, however long the answers and however many the variants are", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ runId: "a", cells: 500 }));
  await ledger.append(Array.from({ length: 500 }, (_, cellIndex) =>
    makeAttempt({
      runId: "a",
      cellIndex,
      endpoint: `m@provider-${cellIndex}`,
      output: "x".repeat(5000),
      score: 0,
      label: "y".repeat(500),
    })));
  const markdown = markdownReport(await runReport(ledger, { runId: "a" }));
  assert(markdown.length < 65_536);
  assertStringIncludes(markdown, "… and 460 more variants");
});

import { assertEquals, assertStringIncludes } from "@std/assert";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { htmlReport, markdownReport, reportCharts, runReport } from "../../src/report/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";

/** Begins and ends as code, and is none in between. */
const QUASI_CODE = "`a` | <img src=x onerror=alert(1)> ![x](https://evil.example/p) @everyone `b`";
const MARKUP = "</text></svg><script>alert(1)</script><img src=x onerror=alert(1)>";

/** A run whose every name is hostile. */
async function hostileRun(text: string) {
  await using ledger = await openSqliteLedger(":memory:");
  const { runId } = makeRun();
  await ledger.startRun(makeRun({ plan: text, cells: 6, status: "done" }));
  await ledger.append(
    Array.from({ length: 6 }, (_, cellIndex) =>
      makeAttempt({
        runId,
        cellIndex,
        cellId: `cell_${cellIndex}`,
        endpoint: `${text}${cellIndex % 2}`,
        label: text,
        promptId: text,
        axes: { [text]: `${text}${cellIndex % 3}` },
        scores: { [text]: cellIndex % 2, other: 1 },
        score: cellIndex % 2,
        costUsd: "0.1",
        output: text,
        ...(cellIndex === 5 ? { status: "failed", errorKind: text as "timeout", errorMessage: text, score: null } : {}),
      })),
  );
  const gate = { per: "variant" as const, thresholds: { score: { min: 0.9 } }, against: null };
  return { report: await runReport(ledger, { runId, gate }), charts: await reportCharts(ledger, runId) };
}

Deno.test("names that look like code of Markdown are text in every table", async () => {
  const { report } = await hostileRun(QUASI_CODE);
  const markdown = markdownReport(report);
  // What stands in code, in a fence or behind a backslash is no markup.
  const bare = markdown.replace(/^(`{3,})text\n[^]*?\n\1$/gm, "").replace(/(?<!\\)`[^`\n]*`/g, "")
    .replace(/\\[\\`*_{}[\]<>#|~]/g, "");
  assertEquals(bare.match(/<(?!\/?(?:details|summary|sub)>)|!\[|@everyone/g), null, bare);
  const widths = markdown.split("\n").filter((line) => line.startsWith("| ")).map((line) =>
    line.replace(/\\\|/g, "").split("|").length
  );
  assertEquals(new Set(widths).size <= 3, true, String(widths));
});

Deno.test("a page and its charts have hostile names as text", async () => {
  const { report, charts } = await hostileRun(MARKUP);
  const page = htmlReport(report, { charts });
  assertEquals(charts.length > 0, true);
  // A chart is an image, in which no browser runs anything.
  const rest = page.replace(/<img alt="[^"<>]*" src="data:image\/svg\+xml;base64,[\w+/=]*">/g, "");
  assertEquals(rest.match(/<(?:script|img|svg|iframe|object)/gi), null);
  assertStringIncludes(page, "&lt;script&gt;");
});

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Attempt, Ledger } from "../../../src/spec/mod.ts";
import type { Alert } from "../../../src/transport/alerts/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";
import { tempDir } from "../../support/temp_dir.ts";

const chromium = await needs("chromium");

const MARKUP = `</script></style>]]>"'><img src=x onerror="pwned()"><svg onload=pwned()><script>pwned()</script>`;
const LINK = "javascript:pwned()//";
const RUNS = [`${LINK}${MARKUP}`, `../..//evil.example/?${MARKUP}#`] as const;

/** Two runs in which everything that somebody names is hostile. */
async function hostileLedger(folder: string): Promise<Ledger> {
  const ledger = await openSqliteLedger(join(folder, "ledger.sqlite"));
  for (const [n, runId] of RUNS.entries()) {
    await ledger.startRun(
      makeRun({ runId, plan: `${LINK}${MARKUP}`, cells: 12, status: "done", cassette: `${LINK}${MARKUP}` }),
    );
    await ledger.append(Array.from({ length: 12 }, (_, cellIndex) => hostile({ runId, cellIndex }, n)));
  }
  return ledger;
}

function hostile({ runId, cellIndex }: Pick<Attempt, "runId" | "cellIndex">, n: number): Attempt {
  const model = `${LINK}${MARKUP}`;
  const output = `${MARKUP} ${n} ${cellIndex} ${LINK}`;
  const row = makeAttempt({
    runId,
    cellIndex,
    cellId: `cell_${cellIndex} ${MARKUP}`,
    endpoint: `${model}@${cellIndex % 2 === 0 ? LINK : "box"}/${MARKUP}`,
    model,
    provider: `${LINK}${MARKUP}`,
    label: `x=${cellIndex % 3} ${MARKUP}`,
    axes: { [MARKUP]: cellIndex % 3, temperature: cellIndex % 3 },
    promptId: `${MARKUP} ${Math.floor(cellIndex / 3)}`,
    output,
    summary: output,
    finishReason: MARKUP as Attempt["finishReason"],
    scores: { [MARKUP]: cellIndex / 12, exact: n },
    score: cellIndex / 12,
    outputTokens: 5 + cellIndex,
  });
  if (cellIndex !== 7) return row;
  const failed = {
    status: "failed",
    errorKind: "server_error",
    errorMessage: MARKUP,
    output: null,
    score: null,
  } as const;
  return { ...row, ...failed, scores: {} };
}

Deno.test({
  name: "whatever is hostile in a ledger is text in every page, part, picture and file",
  ignore: chromium.ignore,
  async fn() {
    using folder = tempDir();
    const ledger = await hostileLedger(folder.path);
    const alert: Alert = {
      kind: "down",
      severity: "critical",
      at: "2026-11-20T12:00:00.000Z",
      subject: MARKUP,
      provider: LINK,
      message: `${MARKUP} ${LINK}`,
      facts: {},
    };
    const test = await testDashboard({ ledger });
    test.alertList.push(alert);
    {
      await using browser = await browseDashboard(chromium.get(), { test });
      const runs = RUNS.map((run) => `/runs/${encodeURIComponent(run)}`);
      const query = encodeURIComponent(MARKUP);
      const pages = [
        ...["/runs", "/compare", "/health", "/costs?by=run", "/costs?by=model", "/costs?by=endpoint&since=all"],
        ...runs.flatMap((run) => [run, `${run}/cells`, `${run}/cells/0`, `${run}/cells/7`, `${run}/cells/0/others`]),
        `/compare?${new URLSearchParams({ a: RUNS[0], b: RUNS[1], show: "all", view: "side" })}`,
        ...["/?q=", "/runs?plan=", "/models/info?model=", "/costs?by=", "/compare?a=", "/health/endpoints?provider="]
          .map(
            (path) => path + query,
          ),
        ...[`/${query}`, `/?sort=${query}`, `${runs[0]}/cells?q=${query}&endpoint=${query}`],
      ];
      for (const path of pages) {
        const page = await browser.open(path);
        const found = await page.evaluate(INSPECT) as string[];
        assertEquals(found, [], path);
        await page.close();
      }
      const page = await browser.open(runs[0]);
      await page.locator("figure[data-chart]").first().scrollIntoViewIfNeeded();
      await page.waitForSelector("figure[data-drawn] svg");
      assertEquals(await page.evaluate(INSPECT), []);
      const pictures = [...(await page.content()).matchAll(/charts\/([\w-]+)\.svg/g)].map(([, name]) => name);
      assert(pictures.length > 3);
      for (const name of new Set(pictures)) {
        const picture = await browser.open(`${runs[0]}/charts/${name}.svg`);
        assertEquals(await picture.evaluate(INSPECT), [], name);
        await picture.close();
      }
      assertEquals(browser.problems.filter((problem) => !/^Refused to apply inline style|style-src/.test(problem)), []);
    }
    await ledger.close();
  },
});

/** What a page has that none of its own elements would: scripts, handlers, links to scripts or to elsewhere. */
const INSPECT = `(() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    if (element.localName === "script" && !new URL(element.src || "data:").pathname.startsWith("/assets/")) found.push(element.outerHTML);
    if (element.getAttribute("src") === "x") found.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(name + " of " + element.localName);
      const isLink = ["href", "src", "action", "formaction", "data-load", "data-events", "data-chart", "srcset"].includes(name.replace("xlink:", ""));
      if (isLink && !value.startsWith("#") && new URL(value, location.href).origin !== location.origin) found.push(name + " " + value);
    }
  }
  return found;
})()`;

Deno.test("files that are downloaded are not taken for something else, and pictures run nothing", async () => {
  using folder = tempDir();
  const ledger = await hostileLedger(folder.path);
  {
    await using test = await testDashboard({ ledger });
    const run = `/runs/${encodeURIComponent(RUNS[0])}`;
    const answer = await test.get(`${run}/cells/0/text/answer`);
    assertEquals(answer.headers.get("content-type"), "text/plain; charset=utf-8");
    assertEquals(answer.headers.get("content-disposition"), 'attachment; filename="cell-0-answer.txt"');
    assert((await answer.text()).includes("<script>pwned()"));
    for (const file of ["results.csv", "results.parquet", "report.html"]) {
      const { headers, body } = await test.get(`${run}/files/${file}`);
      const disposition = headers.get("content-disposition")!;
      assert(/^attachment; filename="[\w.-]+"$/.test(disposition), disposition);
      assertEquals(headers.get("x-content-type-options"), "nosniff");
      await body!.cancel();
    }
    const [, chart] = /charts\/([\w-]+)\.svg/.exec(await test.text(run))!;
    const picture = await test.get(`${run}/charts/${chart}.svg`);
    assertEquals(picture.headers.get("content-type"), "image/svg+xml");
    const policy = picture.headers.get("content-security-policy")!;
    assert(policy.includes("default-src 'none'") && !policy.includes("unsafe"), policy);
    assertEquals(/<(?:script|img|foreignObject|iframe)/i.test(await picture.text()), false);
  }
  await ledger.close();
});

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { axeProblems, browseDashboard, type DashboardBrowser } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";
import { heldRun } from "./_held_run.ts";

const chromium = await needs("chromium");
const HOSTILE = `<img src=x onerror="document.title='owned'">"><script>document.title='owned'</script>`;
const PATIENCE_MS = 60_000;

function browserTest(name: string, fn: (browser: DashboardBrowser) => Promise<void>): void {
  Deno.test({
    name,
    ignore: chromium.ignore,
    async fn() {
      await using browser = await browseDashboard(chromium.get());
      await fn(browser);
      assertEquals(browser.problems, []);
    },
  });
}

/** Draws every chart of the page by looking at it. */
async function drawCharts(page: Page): Promise<number> {
  const figures = await page.locator("figure[data-chart]").all();
  for (const figure of figures) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator("svg, p.empty").waitFor({ timeout: PATIENCE_MS });
  }
  return figures.length;
}

browserTest(
  "a page that is open shows how a run goes on, without being loaded again, and says that it is done",
  async (browser) => {
    const { test } = browser;
    const run = await heldRun(test.folder, `${test.folder}/ledger.sqlite`);
    const page = await browser.open(`/runs/${run.runId}`);
    await page.evaluate("window.isTheSame = true");
    const status = page.locator("#status");
    const shows = (text: string) => status.getByText(text).waitFor({ timeout: PATIENCE_MS });
    await shows("0 of 12");
    for (const [calls, text] of [[1, "1 of 12"], [3, "4 of 12"], [5, "9 of 12"]] as const) {
      run.release(calls);
      await shows(text);
      assertMatch(await status.innerText(), /running/);
    }
    assertEquals(await status.locator("progress").getAttribute("value"), "9");
    assertEquals(await page.locator(".tile.bad strong").innerText(), "1");
    // It is shown for ten seconds alone.
    const done = page.locator("#notice").getByText("The run parrot is done: 10 cells were answered, 2 failed");
    const told = done.waitFor({ timeout: PATIENCE_MS });
    run.release(3);
    await Promise.all([shows("12 of 12"), told]);
    assertMatch(await status.innerText(), /done/);
    assertEquals(await page.locator("#variants tbody tr").count(), 2);
    assertEquals(await page.locator("#controls button").count(), 0);
    assertEquals(await page.evaluate("window.isTheSame"), true);
    assertEquals((await run.ended).failed, 2);
    assert(await drawCharts(page) >= 5);
    assertEquals(await axeProblems(page), []);
  },
);

browserTest("a run is paused, goes on and is cancelled by buttons, and the list shows it", async (browser) => {
  const { test } = browser;
  const run = await heldRun(test.folder, `${test.folder}/ledger.sqlite`);
  const list = await browser.open("/runs");
  const row = list.locator("tbody tr").first();
  const page = await browser.open(`/runs/${run.runId}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("The run is told to pause").waitFor();
  await row.getByText("paused").waitFor({ timeout: PATIENCE_MS });
  await page.getByRole("button", { name: "Resume" }).click();
  await page.locator("#status").getByText("running").waitFor({ timeout: PATIENCE_MS });
  await page.getByText("Cancel…").click();
  // What was unfolded stays so while the page is told news.
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await page.getByText("It ends when its calls in flight have ended").waitFor();
  await page.locator("#status").getByText("ending").waitFor({ timeout: PATIENCE_MS });
  await run.hasHeardOfItsEnd();
  run.release(1);
  await page.locator("#status").getByText("cancelled").waitFor({ timeout: PATIENCE_MS });
  await row.getByText("cancelled").waitFor({ timeout: PATIENCE_MS });
  run.release(99);
  assertEquals((await run.ended).interrupted, true);
  assertEquals(await page.getByRole("button", { name: "Resume" }).count(), 0);
  await page.getByText(`deno task tapedeck run resume ${run.runId}`).waitFor();
});

browserTest(
  "charts are drawn by Vega under a strict policy, light and dark, and variants are sorted by the keyboard",
  async (browser) => {
    for (const scheme of ["light", "dark"] as const) {
      const page = await browser.open(`/runs/${browser.test.runId}`, { scheme });
      assertEquals(await drawCharts(page), 6);
      assertEquals(await page.locator(`figure[data-drawn=${scheme}] svg[role=img]`).count(), 6);
      assertEquals(await axeProblems(page), []);
      const label = await page.locator("figure svg").first().getAttribute("aria-label");
      assertMatch(label!, /\d/);
      await page.emulateMedia({ colorScheme: scheme === "light" ? "dark" : "light" });
      await page.locator(`figure[data-drawn=${scheme === "light" ? "dark" : "light"}]`).first().waitFor({
        timeout: PATIENCE_MS,
      });
      await page.getByRole("button", { name: "latency p50" }).press("Enter");
      const column = page.locator("#variants tbody tr td:nth-of-type(8)");
      const values: number[] = [];
      for (const cell of await column.all()) values.push(Number(await cell.getAttribute("data-value")));
      assertEquals(values.length, 8);
      assertEquals(values, values.toSorted((a, b) => a - b));
      await page.close();
    }
  },
);

browserTest("a window of 1280 px holds the whole table of variants, a narrow one scrolls it", async (browser) => {
  for (const [width, fits] of [[1280, true], [420, false]] as const) {
    const page = await browser.open(`/runs/${browser.test.runId}`, { width });
    const isWithin = (selector: string) =>
      page.evaluate(
        `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector("${selector}"))`,
      );
    assertEquals(await isWithin(".wide:has(#variants)"), fits);
    assertEquals(await isWithin("html"), true);
    await page.close();
  }
});

browserTest("a chart has its room before it is drawn, so that nothing moves", async (browser) => {
  const page = await browser.open("/");
  const held = Promise.withResolvers<void>();
  await page.route("**/assets/charts.js", async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.goto(`${browser.url}/runs/${browser.test.runId}`);
  const heights = () =>
    page.evaluate(
      "[...document.querySelectorAll('figure[data-chart]')].map(({ clientHeight }) => clientHeight)",
    ) as Promise<number[]>;
  const before = await heights();
  const words = await page.evaluate(
    "getComputedStyle(document.querySelector('figure [data-slot]'), '::before').content",
  );
  assertEquals([before.length, words], [6, '"Drawing…"']);
  held.resolve();
  await drawCharts(page);
  assertEquals(await heights(), before);
});

browserTest("without its script a page has pictures, forms and links", async (browser) => {
  const page = await browser.open(`/runs/${browser.test.runId}`, { script: false });
  const pictures = page.locator("figure img");
  assertEquals(await pictures.count(), 6);
  await pictures.first().scrollIntoViewIfNeeded();
  await page.waitForLoadState("networkidle");
  assert(Number((await pictures.first().boundingBox())!.width) > 300);
  await page.goto(`${browser.url}/runs`);
  await page.getByLabel("Plan").fill("nowhere");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("No run of a plan that is called “nowhere”").waitFor();
});

browserTest(
  "hostile names of plans, parameters, prompts, scorers and errors stay text, in tables and in charts",
  async (browser) => {
    const ledger = (await browser.test.sources.ledger())!;
    const own = { runId: HOSTILE, label: HOSTILE, endpoint: `${HOSTILE}@x`, promptId: HOSTILE };
    await ledger.startRun(makeRun({ runId: HOSTILE, plan: HOSTILE, cells: 3, status: "done" }));
    await ledger.append([
      makeAttempt({ ...own, scores: { [HOSTILE]: 0.5, exact: 1 }, score: 0.5 }),
      makeAttempt({ ...own, cellIndex: 1, promptId: "p2", scores: { [HOSTILE]: 1, exact: 1 } }),
      makeAttempt({
        ...own,
        cellIndex: 2,
        status: "failed",
        errorKind: "timeout",
        errorMessage: HOSTILE,
        scores: {},
        score: null,
        output: null,
      }),
    ]);
    for (const path of ["/runs", `/runs/${encodeURIComponent(HOSTILE)}`]) {
      const page = await browser.open(path);
      await drawCharts(page);
      assertEquals([await page.locator("img").count(), await page.locator("main script").count()], [0, 0]);
      assert(!(await page.title()).startsWith("owned"));
      assertEquals(await axeProblems(page), []);
      await page.close();
    }
  },
);

browserTest("an empty ledger and a narrow window need no scrolling sideways", async (browser) => {
  for (const path of ["/runs", "/runs?plan=none", `/runs/${browser.test.runId}`]) {
    const page = await browser.open(path, { width: 420 });
    const [inner, outer] = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]") as [
      number,
      number,
    ];
    assert(inner <= outer, `${path}: ${inner} > ${outer}`);
    assertEquals(await axeProblems(page), []);
    await page.close();
  }
});

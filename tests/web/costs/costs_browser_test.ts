import { assertEquals, assertStringIncludes } from "@std/assert";
import { seededRandom } from "../../../src/base/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { axeProblems, browseDashboard, type DashboardBrowser } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";

const chromium = await needs("chromium");
/** Where pictures of the pages go, for somebody who looks at them. */
const SHOTS = Deno.env.get("TAPEDECK_SHOTS");
const DAY_MS = 86_400_000;

/** A browser at a dashboard whose ledger has calls of so many days, the last one today. */
async function browse(days: number, isKnown = true): Promise<DashboardBrowser> {
  const test = await testDashboard();
  const ledger = (await test.sources.ledger())!;
  const random = seededRandom("costs");
  const now = test.sources.clock.date().getTime();
  await ledger.startRun(makeRun({ runId: "run_days" }));
  await ledger.append(
    Array.from({ length: days * 4 }, (_, i) =>
      makeAttempt({
        runId: "run_days",
        cellIndex: i,
        try: 1,
        source: "live",
        billed: true,
        httpStatus: 200,
        costUsd: !isKnown && i % 5 === 0 ? null : (random() * 0.2).toFixed(9),
        provider: `provider-${i % 3}`,
        model: `vendor/a-model-with-a-long-name-${i % 3}`,
        endpoint: `vendor/a-model-with-a-long-name-${i % 3}@provider-${i % 3}/fp8`,
        startedAt: new Date(now - Math.floor(i / 4) * DAY_MS).toISOString(),
      })),
  );
  return await browseDashboard(chromium.get(), { test });
}

async function look(browser: DashboardBrowser, path: string, name: string): Promise<void> {
  for (const options of [{}, { scheme: "dark" }, { width: 420 }] as const) {
    const page = await browser.open(path, options);
    assertEquals(await axeProblems(page), []);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), false);
    const look = Object.entries(options).flat().join("-") || "light";
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/costs-${name}-${look}.png`, fullPage: true });
    await page.close();
  }
}

Deno.test({
  name: "costs of a day, of forty with unknown ones and of four hundred are shown in pages that axe lets pass",
  ignore: chromium.ignore,
  fn: async () => {
    for (const [days, isKnown] of [[1, true], [40, false], [400, true]] as const) {
      await using browser = await browse(days, isKnown);
      await look(browser, "/costs?since=all&by=endpoint", `${days}-days`);
      assertEquals(browser.problems, []);
    }
  },
});

Deno.test({
  name: "what is summed is chosen in the page, which keeps its address in step, and columns sort",
  ignore: chromium.ignore,
  fn: async () => {
    await using browser = await browse(40);
    const page = await browser.open("/costs");
    await page.selectOption("#by", "provider");
    await page.waitForSelector("#costs th:has-text('provider-2')");
    assertEquals(new URL(page.url()).search, "?by=provider&since=30d");
    await page.selectOption("#since", "all");
    await page.waitForSelector("h2:text-is('By provider')");
    const first = () => page.textContent("#costs tbody tr:first-child th");
    await page.click("#costs th:has-text('Provider') button");
    assertEquals(await first(), "llama.cpp");
    await page.click("#costs th:has-text('Provider') button");
    assertEquals(await first(), "provider-2");
    assertStringIncludes((await page.textContent("#costs tfoot"))!, "All");
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "without its script the page is asked by its button",
  ignore: chromium.ignore,
  fn: async () => {
    await using browser = await browse(3);
    const page = await browser.open("/costs", { script: false });
    await page.selectOption("#by", "run");
    await Promise.all([page.waitForURL(/by=run/), page.click("text=Show")]);
    await page.waitForSelector("a[href='/runs/run_days']");
  },
});

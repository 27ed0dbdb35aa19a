import { assert, assertEquals, assertMatch } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { Page } from "playwright-core";
import { AlertMonitor } from "../../../src/transport/alerts/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { axeProblems, browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";
import { ended, PLACE } from "../../transport/health/_events.ts";

const chromium = await needs("chromium");
/** Where pictures of the pages go, for somebody who looks at them. */
const SHOTS = Deno.env.get("TAPEDECK_SHOTS");

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

/** Waits until an element says something, as long as it takes. */
function says(page: Page, selector: string, text: string): Promise<void> {
  return page.locator(selector).filter({ hasText: text }).first().waitFor({ state: "attached" });
}

Deno.test({
  name: "a provider goes down while the page is open, which is seen and said without a reload, and answers again",
  ignore: chromium.ignore,
  fn: async () => {
    let status = 200;
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => Response.json({ data: [] }, { status }),
    );
    const clock = new VirtualClock();
    const test = await testDashboard({ clock, fetch: (input, init) => fetch(input, init) });
    const { health, probe } = test.sources;
    const alerts = new AlertMonitor({ clock, health, onAlert: (alert) => test.alertList.unshift(alert) });
    await Deno.writeTextFile(
      `${test.folder}/tapedeck.toml`,
      `version = 1\n[providers.box]\nkind = "openai-compatible"\nbase_url = "http://127.0.0.1:${server.addr.port}/v1"\n`,
    );
    await using browser = await browseDashboard(chromium.get(), { test });
    const page = await browser.open("/health");
    await page.evaluate("window.isTheSamePage = true");

    await page.getByRole("button", { name: "Check now" }).click();
    await says(page, "#health-check", "Checked just now: 1 provider asked, all answered");
    await says(page, "#health-box", "healthy");
    assertMatch((await page.textContent("#health-box"))!, /Last probeanswered in .*HTTP 200/);

    status = 503;
    await clock.advance(11_000);
    await page.getByRole("button", { name: "Check now" }).click();
    await says(page, "#health-check", "no answer from box");
    await says(page, "#health-box", "degraded");
    // The next one is such as come every thirty seconds.
    await probe!();
    await says(page, "#health-box", "down");
    await says(page, "#notice", "box is down: the last 2 probes failed: it answered 503");
    assertEquals(await page.getAttribute("#notice", "aria-live"), "polite");
    await clock.advance(3_000);
    await says(page, "#health-alerts", "critical");
    await says(page, "#health-alerts", "box is down");
    await says(page, "#health-summary", "1down");
    assertEquals(await axeProblems(page), []);
    await shot(page, "health-down");

    status = 200;
    await clock.advance(40_000);
    await probe!();
    await says(page, "#notice", "box is healthy");
    await says(page, "#health-box", "healthy");
    await clock.advance(3_000);
    await says(page, "#health-alerts", "box answers again");
    assertEquals(await page.evaluate("window.isTheSamePage"), true);
    assertEquals(browser.problems, []);
    alerts.close();
  },
});

Deno.test({
  name: "endpoints that were unfolded stay so while their card changes",
  ignore: chromium.ignore,
  fn: async () => {
    const clock = new VirtualClock();
    await using browser = await browseDashboard(chromium.get(), { clock });
    const { sources } = browser.test;
    const tell = (errorKind: "timeout" | null) =>
      sources.health.listener(
        ended(errorKind, { place: { ...PLACE, endpoint: "vendor/a-model@box/fp8", provider: "box" } }),
      );
    tell(null);
    const page = await browser.open("/health");
    await page.click("details[data-load] summary");
    await says(page, "details[data-load]", "vendor/a-model@box/fp8");
    for (let i = 0; i < 9; i++) tell("timeout");
    await says(page, "#health-box", "9 of 10 tries failed");
    assert(await page.isVisible("text=vendor/a-model@box/fp8"));
    await page.click("details[data-load] th:has-text('State') button");
    assertEquals(await page.getAttribute("details[data-load] th:has-text('State')", "aria-sort"), "ascending");
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "nobody, and twenty providers with hostile names, are shown in light, dark and narrow pages that axe lets pass",
  ignore: chromium.ignore,
  fn: async () => {
    const test = await testDashboard({ clock: new VirtualClock(), prompts: [] });
    await Deno.writeTextFile(`${test.folder}/tapedeck.toml`, "version = 1\n");
    await using browser = await browseDashboard(chromium.get(), { test });
    const looks = [{}, { scheme: "dark" }, { width: 420 }, { script: false }] as const;
    const look = async (name: string) => {
      for (const options of looks) {
        const page = await browser.open("/health", options);
        assertEquals(await page.title(), "Health · Tapedeck");
        // Without its script a page cannot be asked anything.
        if (!("script" in options)) {
          assertEquals(await axeProblems(page), []);
          assertEquals(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), false);
          assertEquals(await page.evaluate("window.isHurt === true"), false);
        }
        await shot(page, `health-${name}-${Object.entries(options).flat().join("-") || "light"}`);
        await page.close();
      }
    };
    await look("nobody");
    for (let i = 0; i < 20; i++) {
      const provider = i === 3 ? `"><img src=x onerror="window.isHurt=true">` : `provider-with-a-name-${i}`;
      for (let k = 0; k < 40; k++) {
        const place = { ...PLACE, endpoint: `vendor/a-rather-long-model-name-${k % 3}@${provider}`, provider };
        const isFault = i % 5 === 0 && k % 2 === 0;
        test.sources.health.listener(
          ended(isFault ? "timeout" : null, { place, latencyMs: isFault ? null : 50 * (k + 1) }),
        );
      }
    }
    // What was looked at a moment ago would be shown.
    await (test.sources.clock as VirtualClock).advance(2_000);
    await look("twenty");
    assertEquals(browser.problems, []);
  },
});

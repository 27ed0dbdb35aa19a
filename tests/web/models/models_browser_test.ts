import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { axeProblems, browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";
import { ADMIN_KEY, form, listRouter, modelsSite, type ModelsSiteOptions } from "./_models_site.ts";

const chromium = await needs("chromium");
const { ignore } = chromium;

const PARROT = { id: "coop/parrot", name: "Parrot", price: "0.00000015" };
const FINCH = { id: "coop/finch", name: "Finch", price: "0.000002" };
const HOSTILE = { id: 'evil/"><script>document.title="x"</script>', name: '<img src=x onerror="document.title=1">' };

async function browse(options: ModelsSiteOptions) {
  const test = await modelsSite(options);
  await test.get("/models/refresh", form({ provider: "openrouter" }));
  return await browseDashboard(chromium.get(), { test });
}

/** The names of the models in the table, once there are so many. */
async function names(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction(`document.querySelectorAll(".models > tbody").length === ${count}`);
  return await page.locator(".models th[scope=row] > a").allTextContents();
}

Deno.test({
  name: "models are searched for as the form is filled in, and the address keeps in step",
  ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get());
    const page = await browser.open("/");
    await page.fill("#q", "claude haiku 4.5");
    await page.waitForURL(`${browser.url}/?q=claude+haiku+4.5`);
    assertEquals(await names(page, 1), ["Anthropic: Claude Haiku 4.5"]);
    assertEquals(await page.evaluate("document.activeElement.id"), "q");
    await page.fill("#q", "");
    await page.selectOption("[name=kind]", "curated");
    await page.check("[name=can][value=audio]");
    await page.fill("[name=in]", "0.5");
    await page.waitForURL(`${browser.url}/?kind=curated&in=0.5&can=audio`);
    await page.locator("caption", { hasText: /^\d models?;/ }).waitFor();
    await page.fill("[name=in]", "0.0000001");
    await page.locator("#models").getByText("No model fits.").waitFor();
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "endpoints unfold, are loaded once, and axe finds nothing in light, dark and narrow pages",
  ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get());
    for (const look of [{}, { scheme: "dark" }, { width: 420 }] as const) {
      const page = await browser.open("/?q=sonnet", look);
      const details = page.locator("details[data-load]").first();
      await details.locator("summary").click();
      await details.locator("table.endpoints").waitFor();
      assertEquals(await axeProblems(page), []);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), false);
      await page.locator("#force").click();
      assertEquals(await axeProblems(page), []);
      await page.goto(`${browser.url}/models/info?model=anthropic/claude-sonnet-4.5`);
      assertEquals(await axeProblems(page), []);
      await page.close();
    }
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "a model is promoted where it stands, with the focus kept, and comes first on the next page",
  ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get());
    const page = await browser.open("/?q=gpt-4o-mini");
    await page.getByRole("button", { name: "Promote openai/gpt-4o-mini", exact: true }).press("Enter");
    const demote = page.getByRole("button", { name: "Demote openai/gpt-4o-mini", exact: true });
    await demote.waitFor();
    assertEquals(await page.evaluate("document.activeElement.id"), await demote.getAttribute("id"));
    await page.goto(`${browser.url}/`);
    assertEquals((await names(page, 60))[0], "OpenAI: GPT-4o-mini");
  },
});

Deno.test({
  name: "a refresh by force wants the admin key, and every open page shows what came of it",
  ignore,
  async fn() {
    await using router = listRouter([PARROT]);
    await using browser = await browse({ router, adminKey: ADMIN_KEY });
    const page = await browser.open("/?provider=openrouter");
    const other = await browser.open("/?provider=openrouter");
    assertEquals(await names(page, 1), ["Parrot"]);
    router.rows = [{ ...PARROT, price: "0.0000003" }, FINCH];

    await page.locator("#force").click();
    await page.fill("[name=admin_key]", "wrong");
    await page.locator("#force-dialog .primary").click();
    await page.getByText("the admin key is missing or wrong").waitFor();
    assertEquals(await page.locator("[name=admin_key]").inputValue(), "");

    await page.selectOption("#force-dialog select", "openrouter");
    await page.fill("[name=admin_key]", ADMIN_KEY);
    // It is shown for ten seconds alone.
    const told = other.locator("#notice", { hasText: "openrouter fetched, 2 models; 2 prices changed" }).waitFor();
    const clicked = page.locator("#force-dialog .primary").click();
    const report = page.locator("#report", { hasText: "2 models, before 1" }).waitFor();
    await Promise.all([told, clicked, report]);
    assertEquals(await page.locator("#force-dialog").isVisible(), false);
    assertEquals((await names(page, 2)).toSorted(), ["Finch", "Parrot"]);
    assertEquals((await names(other, 2)).toSorted(), ["Finch", "Parrot"]);
    assert(!(await page.content()).includes(ADMIN_KEY));
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "a provider whose list fails keeps its old one, and the page says so",
  ignore,
  async fn() {
    await using router = listRouter([PARROT]);
    await using browser = await browse({ router, adminKey: ADMIN_KEY });
    const page = await browser.open("/?provider=openrouter");
    router.status = 500;
    await page.locator("#force").click();
    await page.fill("[name=admin_key]", ADMIN_KEY);
    await page.selectOption("#force-dialog select", "openrouter");
    await page.locator("#force-dialog .primary").click();
    await page.locator("#report .badge.bad", { hasText: "failed" }).waitFor();
    await page.locator("#lists .warn", { hasText: "could not be had" }).waitFor();
    assertMatch(await page.locator("#lists .warn").first().textContent() ?? "", /The one of \d{4}-\d\d-\d\d is shown/);
    assertEquals(await names(page, 1), ["Parrot"]);
    assertEquals(await axeProblems(page), []);
  },
});

Deno.test({
  name: "markup in the names of a list stays text, on the page, unfolded and on its own page",
  ignore,
  async fn() {
    await using router = listRouter([HOSTILE]);
    await using browser = await browse({ router });
    const page = await browser.open("/?provider=openrouter");
    assertEquals(await names(page, 1), [HOSTILE.name]);
    await page.locator("details[data-load] summary").first().click();
    await page.locator("table.endpoints").waitFor();
    await page.locator(".models form button").first().click();
    await page.locator(".badge", { hasText: "promoted" }).waitFor();
    await page.getByRole("link", { name: HOSTILE.name }).click();
    await page.locator("h1", { hasText: HOSTILE.name }).waitFor();
    assertEquals(await page.title(), `${HOSTILE.name} · Tapedeck`);
    assertEquals(await page.locator("main img, main script").count(), 0);
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "without the script the page searches, shows a model, promotes and refreshes",
  ignore,
  async fn() {
    await using router = listRouter([PARROT, FINCH]);
    await using browser = await browse({ router });
    const page = await browser.open("/", { script: false });
    await page.fill("#q", "parrot");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    assertEquals(await page.locator(".models th[scope=row] > a").first().textContent(), "Parrot");
    await page.getByRole("button", { name: "Promote coop/parrot" }).click();
    assertEquals(new URL(page.url()).search.includes("q=parrot"), true);
    await page.locator("details[data-load] summary").first().click();
    await page.getByRole("link", { name: "All facts of coop/parrot" }).click();
    await page.getByRole("button", { name: "Fetch newer facts of coop/parrot" }).click();
    await page.getByText("@openrouter/coop/fp8").waitFor();
    await page.goto(`${browser.url}/`);
    await page.getByRole("button", { name: "Refresh lists" }).click();
    await page.getByRole("heading", { name: "Refreshed" }).waitFor();
  },
});

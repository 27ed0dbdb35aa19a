import { assertEquals } from "@std/assert";
import { axeProblems, browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";

const chromium = await needs("chromium");

Deno.test({
  name: "a page has no serious problem for those who cannot see it, and no error of its script",
  ignore: chromium.ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get(), { prompts: [] });
    const page = await browser.open("/");
    assertEquals(await axeProblems(page), []);
    assertEquals(browser.problems, []);
  },
});

import { assertEquals } from "@std/assert";
import { listen } from "../../../src/base/mod.ts";
import { createDashboard, serveDashboard } from "../../../src/web/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { needs } from "../../support/require.ts";

const chromium = await needs("chromium");
const { ignore } = chromium;
const TOKEN = "a-token-of-this-test";

Deno.test({
  name: "an address with the token lets a browser in, also where it is a link on a page of elsewhere",
  ignore,
  async fn() {
    await using test = await testDashboard({ prompts: [] });
    const dashboard = createDashboard(test.sources, { token: TOKEN });
    await using server = serveDashboard(dashboard);
    const body = `<!doctype html><a href="${server.url}/health?token=${TOKEN}">the dashboard</a>`;
    const chat = listen({ port: 0 }, () => new Response(body, { headers: { "content-type": "text/html" } }));
    const { chromium: playwright } = await import("playwright-core");
    const browser = await playwright.launch({ executablePath: chromium.get(), args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/health`);
      assertEquals(await page.locator("h1").textContent(), "That is not possible");
      // To a browser another name of this machine is another site.
      await page.goto(`http://localhost:${chat.port}/`);
      await page.getByRole("link").click();
      await page.waitForURL(`${server.url}/health`);
      assertEquals(await page.locator("h1").textContent(), "Health");
      await page.locator("nav").getByRole("link", { name: "Models" }).click();
      await page.locator("h1", { hasText: "Models" }).waitFor();
    } finally {
      await browser.close();
      await chat.shutdown();
    }
  },
});

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { HOSTILE, RUN } from "../../support/cell_world.ts";
import { axeProblems, browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";
import { cellSite } from "./_cell_site.ts";

const chromium = await needs("chromium");
const CELLS = `/runs/${RUN}/cells`;

Deno.test({
  name: "a browser goes from the list to a cell, rates its answer by the keyboard and saves its parameters",
  ignore: chromium.ignore,
  async fn() {
    await using site = await cellSite();
    await using browser = await browseDashboard(chromium.get(), { test: site.lent });
    const page = await browser.open(CELLS);
    await page.getByLabel("Search answers and errors").fill("alert(2)");
    await page.locator("#cells").getByText("2 cells of 6").waitFor();
    assertMatch(page.url(), /q=alert/);
    await page.getByLabel("Cell 0").click();
    assertEquals(await page.getByRole("region", { name: "Text of the answer" }).textContent(), HOSTILE);
    await page.getByLabel("Why, if you like").fill("It says <what> it should");
    await page.getByRole("button", { name: "Right (1)" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Change your rating").waitFor();
    assertMatch(await page.locator("#scores li").innerText(), /ann\s+1\.000\s+It says <what> it should/);
    assertEquals(await page.evaluate("document.activeElement.id"), "rate-right");
    await page.getByLabel("Name of the profile").fill("careful");
    await page.getByRole("button", { name: "Save as a profile" }).click();
    await page.locator("p.good", { hasText: "is kept in" }).waitFor();
    assertMatch(
      await Deno.readTextFile(join(site.test.folder, "tapedeck.toml")),
      /profiles\.careful\]\ntemperature = 0\.2/,
    );
    await page.getByRole("button", { name: "Save as a profile" }).click();
    await page.getByText("There is a profile “careful”").click();
    await page.getByRole("button", { name: "Replace the profile" }).click();
    await page.locator("p.good", { hasText: "is kept in" }).waitFor();
    await page.getByRole("link", { name: "Next cell" }).click();
    await page.getByRole("heading", { name: "Cell 1" }).waitFor();
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "the pages of cells have no serious problem of access, light or dark, wide or narrow, and nothing runs in them",
  ignore: chromium.ignore,
  async fn() {
    await using site = await cellSite();
    await using browser = await browseDashboard(chromium.get(), { test: site.lent });
    const looks = [{}, { scheme: "dark" as const }, { width: 420 }];
    for (const [i, path] of ["", "/0", "/1", "/2", "/3?view=json", "/4", "/5"].entries()) {
      const page = await browser.open(`${CELLS}${path}`, looks[i % looks.length]);
      for (const one of await page.locator("details").all()) await one.evaluate("(element) => element.open = true");
      assertEquals(await axeProblems(page), [], path);
      assertEquals(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), false, path);
      await page.close();
    }
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "without a script cells are filtered, rated and shown all the same",
  ignore: chromium.ignore,
  async fn() {
    await using site = await cellSite();
    await using browser = await browseDashboard(chromium.get(), { test: site.lent });
    const page = await browser.open(CELLS, { script: false });
    await page.getByLabel("Status").selectOption("failed");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByText("1 cell of 6").waitFor();
    await page.goto(`${browser.url}${CELLS}/1`);
    await page.getByRole("button", { name: "Wrong (0)" }).click();
    await page.getByText("Change your rating").waitFor();
    assertMatch(page.url(), /cells\/1#scores$/);
  },
});

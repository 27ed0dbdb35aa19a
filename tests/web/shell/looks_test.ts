import { assertEquals } from "@std/assert";
import { browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";

const chromium = await needs("chromium");

Deno.test({
  name: "labels of fields in one row are on one line, and so are their fields",
  ignore: chromium.ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get());
    for (const path of ["/", `/runs/${browser.test.runId}/cells`, "/costs"]) {
      const page = await browser.open(path);
      const rows = await page.evaluate(`[...document.querySelectorAll("form .row, form.row")].map((row) =>
        [...row.querySelectorAll(":scope > label")].map((label) => {
          const { top, bottom } = label.getBoundingClientRect();
          return top + " to " + bottom;
        })
      )`) as string[][];
      for (const lines of rows) assertEquals(new Set(lines).size <= 1, true, `${path}: ${lines}`);
      assertEquals(rows.some((lines) => lines.length > 1), true, path);
      await page.close();
    }
    assertEquals(browser.problems, []);
  },
});

Deno.test({
  name: "the header of a narrow window is one line, whose links are as high as the name",
  ignore: chromium.ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get());
    const page = await browser.open("/", { width: 420 });
    const header = await page.locator("header.top").boundingBox();
    assertEquals(header!.height <= 48, true, `${header!.height} px`);
    const tops = await page.evaluate(
      "[...document.querySelectorAll('header nav a')].map((link) => link.getBoundingClientRect().top)",
    ) as number[];
    assertEquals(new Set(tops).size, 1);
  },
});

Deno.test({
  name: "what a wide table says of itself is read in a narrow window, also when the table is scrolled aside",
  ignore: chromium.ignore,
  async fn() {
    await using browser = await browseDashboard(chromium.get());
    const page = await browser.open("/", { width: 420 });
    const caption = page.locator("table.models caption");
    const isRead = async () => {
      const { x, width } = (await caption.boundingBox())!;
      return x >= 0 && x + width <= 420;
    };
    assertEquals(await isRead(), true);
    await page.evaluate("document.querySelector('.wide').scrollLeft = 200");
    assertEquals(await page.evaluate("document.querySelector('.wide').scrollLeft"), 200);
    assertEquals(await isRead(), true);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth <= 420"), true);
  },
});

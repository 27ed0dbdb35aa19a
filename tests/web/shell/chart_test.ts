import { assertEquals } from "@std/assert";
import { needs } from "../../support/require.ts";
import { Events, scriptPage } from "./_script_page.ts";

const chromium = await needs("chromium");

const FIGURE = (id: string) => `<figure data-chart="/spec" id="${id}"><div data-slot></div></figure>`;
/** Draws by saying so, and tells of figures that go. */
const DRAW = `export function draw(figure) {
  figure.firstChild.textContent = "drawn";
  figure.addEventListener("gone", () => { document.title += " " + figure.id });
}`;

function script(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/javascript" } });
}

Deno.test({
  name: "a chart is drawn when it is looked at, by what is loaded with the first one, and is told when it goes",
  ignore: chromium.ignore,
  async fn() {
    const events = new Events();
    const body = `<div id="part" data-events="/events">${FIGURE("near")}</div><div style="height: 5000px"></div>${
      FIGURE("far")
    }`;
    await using shown = await scriptPage(chromium.get(), body, {
      "/events": events.answer,
      "/assets/charts.js": () => script(DRAW),
    });
    const { page } = shown;
    await page.locator("#near", { hasText: "drawn" }).waitFor();
    assertEquals(await page.locator("#far").innerText(), "");
    await page.locator("#far").scrollIntoViewIfNeeded();
    await page.locator("#far", { hasText: "drawn" }).waitFor();
    assertEquals(shown.asked.filter((one) => one.endsWith("charts.js")).length, 1);
    events.tell("fragment", { id: "part", html: FIGURE("next") });
    await page.locator("#next").waitFor({ state: "attached" });
    assertEquals(await page.title(), "t near");
    assertEquals(shown.problems, []);
    events.close();
  },
});

Deno.test({
  name: "a chart that cannot be drawn says so",
  ignore: chromium.ignore,
  async fn() {
    await using shown = await scriptPage(chromium.get(), FIGURE("one"), {
      "/assets/charts.js": () => new Response("no", { status: 404 }),
    });
    await shown.page.locator("#notice", { hasText: "The chart cannot be drawn" }).waitFor();
    assertEquals(shown.problems, []);
  },
});

import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { needs } from "../../support/require.ts";
import { Events, scriptPage } from "./_script_page.ts";

const chromium = await needs("chromium");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: chromium.ignore, fn });
}

const TABLE = (rows: readonly string[]) =>
  `<div class="wide"><table data-sort id="t" style="width: 3000px"><thead><tr><th><button>name</button></th></tr></thead>
   <tbody>${rows.map((row) => `<tr><td>${row}</td></tr>`).join("")}</tbody></table></div>
   <details id="d" data-load="/more"><summary>more</summary><div data-slot></div></details>
   <input id="field" value="">`;

test("news take their place and leave what the user has done: unfolded, sorted, scrolled, typed", async () => {
  const events = new Events();
  const body = `<div data-events="/events"><div id="part">${TABLE(["b", "a"])}</div></div>`;
  await using shown = await scriptPage(chromium.get(), body, { "/events": events.answer, "/more": () => "loaded" });
  const { page } = shown;
  await events.listeners(1);
  await page.locator("summary").click();
  await page.locator("#d", { hasText: "loaded" }).waitFor();
  await page.locator("th button").click();
  await page.locator("th button").click();
  await page.evaluate("document.querySelector('.wide').scrollLeft = 120");
  await page.locator("#field").pressSequentially("half");
  await page.keyboard.press("ArrowLeft");
  events.tell("fragment", { id: "part", html: TABLE(["b", "c", "a"]).replaceAll("\n", " ") });
  await page.locator("td", { hasText: "c" }).waitFor();
  assertEquals(await page.locator("tbody").innerText(), "c\nb\na");
  assertEquals(await page.evaluate("document.querySelector('.wide').scrollLeft"), 120);
  await page.locator("#d", { hasText: "loaded" }).waitFor();
  assertEquals(await page.locator("#field").inputValue(), "half");
  await page.keyboard.type("-");
  assertEquals(await page.locator("#field").inputValue(), "hal-f");
  assertEquals(shown.problems, []);
  events.close();
});

test("the same news again change nothing, and news elsewhere do not scroll to the focus", async () => {
  const events = new Events();
  const body = `<button id="top">top</button><div data-events="/events"><div id="part"></div></div>
    <div style="height: 3000px"></div><p id="low"></p>`;
  await using shown = await scriptPage(chromium.get(), body, { "/events": events.answer });
  const { page } = shown;
  await events.listeners(1);
  await page.locator("#top").focus();
  await page.evaluate("scrollTo(0, 1500)");
  events.tell("fragment", { id: "part", html: "<p id='one'>one</p>" });
  await page.locator("#one").waitFor();
  await page.evaluate("document.getElementById('one').dataset.mark = 'kept'");
  events.tell("fragment", { id: "part", html: "<p id='one'>one</p>" });
  events.tell("fragment", { id: "low", html: "low" });
  await page.locator("#low", { hasText: "low" }).waitFor();
  assertEquals(await page.locator("#one").getAttribute("data-mark"), "kept");
  assert(Number(await page.evaluate("scrollY")) >= 1500);
  events.close();
});

test("a stream ends with its element, its page, and when the server says so", async () => {
  const [outer, inner] = [new Events(), new Events()];
  const body = `<div data-events="/outer"><div id="part"><div data-events="/inner"></div></div></div>`;
  await using shown = await scriptPage(chromium.get(), body, { "/outer": outer.answer, "/inner": inner.answer });
  const { page } = shown;
  await Promise.all([outer.listeners(1), inner.listeners(1)]);
  outer.tell("fragment", { id: "part", html: "<div data-events='/inner' id='again'></div>" });
  await page.locator("#again").waitFor({ state: "attached" });
  await inner.openings(2);
  await inner.listeners(1);
  inner.tell("end", "");
  await inner.listeners(0);
  outer.tell("notice", "a notice");
  await page.locator("#notice", { hasText: "a notice" }).waitFor();
  await page.goto("about:blank");
  await outer.listeners(0);
  assertEquals([outer.opened, inner.opened], [1, 2]);
  assertEquals(shown.problems, []);
});

/** What a browser tells a page whose tab is put behind another one, or before it again. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))`);
}

test("a page that nobody sees listens to nothing, and says that it has missed something when it is seen again", async () => {
  const events = new Events();
  const body = `<div data-events="/events?page=2"></div>`;
  await using shown = await scriptPage(chromium.get(), body, { "/events": events.answer });
  const { page, asked } = shown;
  await events.listeners(1);
  for (let i = 0; i < 2; i++) await setHidden(page, true);
  await events.listeners(0);
  for (let i = 0; i < 2; i++) await setHidden(page, false);
  await events.listeners(1);
  events.tell("notice", "seen again");
  await page.locator("#notice", { hasText: "seen again" }).waitFor();
  assertEquals(asked, ["GET /events?page=2", "GET /events?page=2&again=yes"]);
  assertEquals(shown.problems, []);
  events.close();
});

test("a stream that is refused is told, and a form that is asked to ask again does so", async () => {
  const events = new Events();
  const body = `<form id="form" action="/list" data-live="list"><input name="n" type="number" required></form>
    <div id="list"></div><div data-events="/events"></div><div data-events="/none"></div>`;
  await using shown = await scriptPage(chromium.get(), body, {
    "/events": events.answer,
    "/none": () => new Response("no", { status: 404 }),
    "/list": () => "asked",
  });
  const { page } = shown;
  await events.listeners(1);
  await page.locator("#notice", { hasText: "not kept up to date any more" }).waitFor();
  events.tell("ask", "form");
  await page.locator("#list", { hasText: "asked" }).waitFor();
  events.tell("ask", "nobody");
  events.tell("notice", "still there");
  await page.locator("#notice", { hasText: "still there" }).waitFor();
  assertEquals(shown.problems, []);
  events.close();
});

test("a dashboard that does not answer any more is told, and when it does again, but not one that only starts anew", async () => {
  const events = new Events();
  let opened = 0;
  const body = `<div data-events="/events"></div>`;
  await using shown = await scriptPage(chromium.get(), body, {
    // The first two end at once, and say how soon to ask again.
    "/events": (request, url) =>
      opened++ < 2
        ? new Response("retry: 20\n\nevent: notice\ndata: here\n\n", {
          headers: { "content-type": "text/event-stream" },
        })
        : events.answer(request, url),
  });
  const { page } = shown;
  await events.listeners(1);
  // The word of the server, or none any more.
  assert(!(await page.locator("#notice").innerText()).includes("answer"));
  await page.route("**/events", (route) => route.abort("connectionrefused"));
  events.close();
  await page.locator("#notice", { hasText: "does not answer: this page shows what it was told last" }).waitFor();
  const again = page.locator("#notice", { hasText: "answers again" }).waitFor();
  await Promise.all([again, page.unroute("**/events")]);
  await events.listeners(1);
  assertEquals(shown.problems, []);
  events.close();
});

test("what unfolds is loaded once, again after a failure, and at once where it came open", async () => {
  let isGood = false;
  let loads = 0;
  const body = `<details data-load="/more" id="d"><summary>s</summary><div data-slot></div></details>
    <details data-load="/open" open><summary>o</summary><div data-slot id="o"></div></details>`;
  await using shown = await scriptPage(chromium.get(), body, {
    "/more": () => {
      loads++;
      return isGood ? "loaded" : new Response("It is raining", { status: 500 });
    },
    "/open": () => "was open",
  });
  const { page } = shown;
  await page.locator("#o", { hasText: "was open" }).waitFor();
  await page.locator("#d summary").click();
  await page.locator("#notice", { hasText: "It is raining" }).waitFor();
  isGood = true;
  for (let i = 0; i < 4; i++) await page.locator("#d summary").click();
  await page.locator("#d", { hasText: "loaded" }).waitFor();
  assertEquals(loads, 2);
  assert(shown.asked.filter((one) => one === "GET /open").length === 1);
});

test("tables sort by numbers, by texts, unknown last, both ways", async () => {
  const rows = [["10", "b"], ["9", "a"], ["–", "c"], ["1e3", ""]];
  const body = `<table data-sort><thead><tr><th><button>n</button></th><th><button>t</button></th></tr></thead><tbody>${
    rows.map(([n, t]) => `<tr><td data-value="${n}">${n}</td><td>${t}</td></tr>`).join("")
  }</tbody></table><table data-sort id="empty"><thead><tr><th><button>e</button></th></tr></thead></table>`;
  await using shown = await scriptPage(chromium.get(), body);
  const { page } = shown;
  const first = () => page.locator("tbody td:first-child").allInnerTexts();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  await press("n");
  assertEquals(await first(), ["9", "10", "1e3", "–"]);
  await press("n");
  assertEquals(await first(), ["1e3", "10", "9", "–"]);
  await press("t");
  assertEquals(await first(), ["9", "10", "–", "1e3"]);
  assertEquals(await page.locator("th").first().getAttribute("aria-sort"), null);
  await press("e");
  assertEquals(shown.problems, []);
});

import { assertEquals } from "@std/assert";
import { needs } from "../../support/require.ts";
import { Events, Gate, scriptPage } from "./_script_page.ts";

const chromium = await needs("chromium");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: chromium.ignore, fn });
}

const FORM = `<form action="/list" data-live="list" id="form"><input name="q" id="q"><input name="action" hidden>
  <button name="kind" value="all">All</button></form><div id="list">before</div>`;

test("a live form asks as it is filled in, keeps the address in step and tells what it shows", async () => {
  await using shown = await scriptPage(chromium.get(), FORM, {
    "/list": (_, url) => `<p role="status">found ${url.searchParams.get("q")}</p>`,
  });
  const { page } = shown;
  // It is told for five seconds alone.
  const told = page.locator("body > .visually-hidden[role=status]", { hasText: /^found abc$/ });
  await Promise.all([told.waitFor({ state: "attached" }), page.locator("#q").pressSequentially("abc")]);
  await page.locator("#list", { hasText: "found abc" }).waitFor();
  await page.waitForURL(/\/list\?q=abc$/);
  await page.getByRole("button", { name: "All" }).click();
  await page.waitForURL(/q=abc&kind=all$/);
  await page.locator("#q").fill("");
  await page.waitForURL(/\/list$/);
  assertEquals(shown.problems, []);
});

test("an answer that comes late never takes the place of a later one", async () => {
  const slow = new Gate();
  await using shown = await scriptPage(chromium.get(), FORM, {
    "/list": async (_, url) => {
      const q = url.searchParams.get("q");
      if (q === "slow") await slow.pass();
      return `answer to ${q}`;
    },
  });
  const { page } = shown;
  await page.locator("#q").fill("slow");
  await slow.reached();
  assertEquals(await page.locator("#list").getAttribute("aria-busy"), "true");
  await page.locator("#q").fill("quick");
  await page.locator("#list", { hasText: "answer to quick" }).waitFor();
  slow.open();
  await page.locator("#q").fill("third");
  await page.locator("#list", { hasText: "answer to third" }).waitFor();
  assertEquals(await page.locator("#list").getAttribute("aria-busy"), null);
  assertEquals(shown.problems, []);
});

test("a form within what it fills keeps what is chosen while an answer is on its way", async () => {
  const form = (a: string, b: string) =>
    `<form action="/list" data-live="place">${
      [["a", a], ["b", b]].map(([name, value]) =>
        `<select name="${name}" id="${name}">${
          ["1", "2", "3"].map((one) => `<option${one === value ? " selected" : ""}>${one}</option>`).join("")
        }</select>`
      ).join("")
    }</form><p id="sum">${a}+${b}</p>`;
  const slow = new Gate();
  await using shown = await scriptPage(chromium.get(), `<div id="place">${form("1", "1")}</div>`, {
    "/list": async (_, url) => {
      const [a, b] = ["a", "b"].map((name) => url.searchParams.get(name)!);
      if (b === "1") await slow.pass();
      return form(a, b);
    },
  });
  const { page } = shown;
  await page.locator("#a").selectOption("2");
  await slow.reached();
  await page.locator("#b").focus();
  await page.locator("#b").selectOption("3");
  slow.open();
  await page.locator("#sum", { hasText: "2+3" }).waitFor();
  assertEquals(await page.locator("#b").inputValue(), "3");
  assertEquals(await page.evaluate("document.activeElement.id"), "b");
  // The form that came asks once, as the first one did.
  const before = shown.asked.length;
  await page.locator("#a").selectOption("1");
  await page.locator("#sum", { hasText: "1+3" }).waitFor();
  assertEquals(shown.asked.length, before + 1);
});

test("news for what a live form fills are those of what it asks for", async () => {
  const events = new Events();
  const body = `<form action="/list" data-live="list"><input name="q" id="q"></form>
    <div id="list" data-events="/events?q=old">before</div>`;
  await using shown = await scriptPage(chromium.get(), body, {
    "/list": (_, url) => `for ${url.searchParams.get("q")}`,
    "/events": events.answer,
  });
  await events.listeners(1);
  await shown.page.locator("#q").fill("new");
  await shown.page.locator("#list", { hasText: "for new" }).waitFor();
  await events.openings(2);
  await events.listeners(1);
  assertEquals(shown.asked.filter((one) => one.includes("/events")), ["GET /events?q=old", "GET /events?q=new"]);
  events.close();
});

test("what goes wrong is told in the server's words, and Escape takes it away", async () => {
  let isGood = false;
  await using shown = await scriptPage(chromium.get(), FORM, {
    "/list": () => isGood ? "fine" : Response.json({ error: { message: "Cannot list as it rains" } }, { status: 400 }),
  });
  const { page } = shown;
  await page.locator("#q").fill("x");
  await page.locator("#notice", { hasText: "Cannot list as it rains" }).waitFor();
  assertEquals(await page.locator("#list").textContent(), "before");
  await page.keyboard.press("Escape");
  assertEquals(await page.locator("#notice").textContent(), "");
  isGood = true;
  await page.locator("#q").fill("y");
  await page.locator("#list", { hasText: "fine" }).waitFor();
});

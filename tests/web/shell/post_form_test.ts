import { assertEquals } from "@std/assert";
import { needs } from "../../support/require.ts";
import { Gate, scriptPage } from "./_script_page.ts";

const chromium = await needs("chromium");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: chromium.ignore, fn });
}

const FORM = `<form method="post" action="/act" data-post="result" data-done="It is done" id="form">
  <input name="what" id="what" value="it"><input name="admin_key" type="password" id="key">
  <button name="action" value="go" id="go">Go</button></form><div id="result"></div>`;

test("a form is posted once however often it is sent, with the admin key as a header alone", async () => {
  const gate = new Gate();
  const bodies: string[] = [];
  const keys: (string | null)[] = [];
  await using shown = await scriptPage(chromium.get(), FORM, {
    "/act": async (request) => {
      bodies.push(await request.text());
      keys.push(request.headers.get("x-tapedeck-admin-key"));
      await gate.pass();
      return `<p role="status">result</p>`;
    },
  });
  const { page } = shown;
  await page.locator("#key").fill("very secret");
  await page.locator("#go").click();
  await gate.reached();
  assertEquals(await page.locator("#key").inputValue(), "");
  await page.locator("#what").press("Enter");
  await page.evaluate("document.getElementById('form').requestSubmit()");
  // Both are told for some seconds alone.
  const told = [["#notice", "It is done"], ["body > .visually-hidden[role=status]", "result"]].map(([place, text]) =>
    page.locator(place, { hasText: new RegExp(`^${text}$`) }).waitFor({ state: "attached" })
  );
  gate.open();
  await page.locator("#result", { hasText: "result" }).waitFor();
  await Promise.all(told);
  assertEquals([bodies, keys], [["what=it&action=go"], ["very secret"]]);
  // The next one is sent again.
  await page.locator("#go").click();
  await page.waitForFunction("!document.getElementById('go').disabled");
  assertEquals([bodies.length, keys[1]], [2, ""]);
  assertEquals(shown.problems, []);
});

test("the button that was pressed keeps the focus, also where it is replaced", async () => {
  const inside = `<div id="result">${FORM.replace(`<div id="result"></div>`, "")}<p id="n">0</p></div>`;
  let count = 0;
  await using shown = await scriptPage(chromium.get(), inside, {
    "/act": () => `${FORM.replace(`<div id="result"></div>`, "")}<p id="n">${++count}</p>`,
  });
  const { page } = shown;
  for (const expected of ["1", "2"]) {
    await page.locator("#go").focus();
    await page.keyboard.press("Enter");
    await page.locator("#n", { hasText: expected }).waitFor();
    assertEquals(await page.evaluate("document.activeElement.id"), "go");
  }
});

test("where the focused element is gone, the focus goes to what took its place", async () => {
  const inside = `<div id="result">${FORM.replace(`<div id="result"></div>`, "")}</div><button id="after">x</button>`;
  await using shown = await scriptPage(chromium.get(), inside, { "/act": () => `<p id="n">all gone</p>` });
  const { page } = shown;
  await page.locator("#go").focus();
  await page.keyboard.press("Enter");
  await page.locator("#n").waitFor();
  assertEquals(await page.evaluate("document.activeElement.id"), "result");
  await page.keyboard.press("Tab");
  assertEquals(await page.evaluate("document.activeElement.id"), "after");
});

test("a dialog opens by its button, tells what goes wrong within itself, and closes when it is done", async () => {
  const body = `<button data-dialog="ask" id="open">Open</button><dialog id="ask">${
    FORM.replace(`<div id="result"></div>`, "")
  }</dialog><div id="result"></div>`;
  let isGood = false;
  await using shown = await scriptPage(chromium.get(), body, {
    "/act": () =>
      isGood ? "fine" : Response.json({ error: { message: "Cannot act as the key is wrong" } }, { status: 403 }),
  });
  const { page } = shown;
  await page.locator("#open").click();
  await page.locator("#go").click();
  await page.locator("dialog #notice", { hasText: "the key is wrong" }).waitFor();
  assertEquals(await page.locator("#ask").isVisible(), true);
  isGood = true;
  await page.locator("#go").click();
  await page.locator("#result", { hasText: "fine" }).waitFor();
  assertEquals(await page.locator("#ask").isVisible(), false);
  assertEquals(await page.locator("body > #notice").textContent(), "It is done");
  assertEquals(await page.evaluate("document.activeElement.id"), "open");
  assertEquals(shown.problems, []);
});

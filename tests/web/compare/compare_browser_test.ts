import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { seededRandom } from "../../../src/base/mod.ts";
import { axeProblems, browseDashboard } from "../../support/dashboard_browser.ts";
import { needs } from "../../support/require.ts";
import { addRun, answers, compareTest, FAILED } from "./_runs.ts";

const chromium = await needs("chromium");
/** Where pictures of the pages go, for somebody who looks at them. */
const SHOTS = Deno.env.get("TAPEDECK_SHOTS");

const CODE = `function add(a, b) {\n  // adds\n  return a + b;\n}\n`;
const CJK = "日本の首都は東京です。人口はおよそ千四百万人で、世界でも最大の都市の一つです。";
const LONG = "It was the best of times, it was the worst of times, it was the age of wisdom. ".repeat(80);

/** Answers as they come: code, CJK, long ones, and those that have little in common. */
function text(i: number): string {
  return [CODE, CJK, `${LONG} (${i})`, `The answer is ${i}.`][i % 4];
}

function changed(i: number): string {
  return [
    CODE.replace("a + b", "b + a").replace("adds", "adds two numbers"),
    CJK.replace("東京", "京都").replace("千四百", "百四十"),
    `${LONG.replace("wisdom", "foolishness")} (${i})`,
    Array.from({ length: 2000 }, (_, n) => `w${n * 7 + i}`).join(" "),
  ][i % 4];
}

/** Two runs of 300 prompts at two endpoints with long names, all answers changed. */
async function manyChanges() {
  const setting = await compareTest();
  const random = seededRandom("many");
  const endpoints = ["meta-llama/llama-3.1-405b-instruct-turbo@a-rather-long-provider-name/fp8-mixed", "m@b"];
  const rows = (texts: readonly (string | null)[], shift: number) =>
    answers(texts, (i) => {
      const score = Math.min(1, Math.max(0, Math.round(random() * 10) / 10 + shift));
      const isFailed = texts[i] === null;
      return {
        endpoint: endpoints[i % 2],
        promptId: `prompt-${Math.floor(i / 2)}`,
        latencyMs: 400 + 300 * random() + 400 * shift,
        ttftMs: 80 + 20 * random(),
        tpotMs: 16 + random(),
        costUsd: (0.0001 + 0.0001 * random()).toFixed(9),
        ...(isFailed ? FAILED : { score, scores: { exact: score, judge: Math.max(0, score - 0.1) } }),
      };
    });
  const many = Array.from({ length: 300 }, (_, i) => i);
  await addRun(setting.ledger, { runId: "run_1", plan: "quickstart" }, rows(many.map(text), 0));
  await addRun(
    setting.ledger,
    { runId: "run_2", plan: "quickstart", startedAt: "2026-01-03T03:04:05.000Z" },
    rows(many.map((i) => i === 7 ? null : changed(i)), 0.3),
  );
  return setting;
}

Deno.test({
  name: "two runs are chosen in a browser, and their answers seen as a diff",
  ignore: chromium.ignore,
  async fn() {
    const setting = await manyChanges();
    await using browser = await browseDashboard(chromium.get(), { test: setting.test });
    const page = await browser.open("/compare");
    assertEquals(await page.locator("h1").innerText(), "Compare");
    await page.locator("#pick-vb").focus();
    await page.locator("#pick-vb").selectOption("m@b");
    await page.locator("dd .key", { hasText: "m@b" }).first().waitFor();
    assertMatch(page.url(), /a=run_1&b=run_2&vb=m%40b$/);
    assertEquals(await page.evaluate("document.activeElement.id"), "pick-vb");
    await page.locator("#pick-a").selectOption("run_2");
    await page.waitForURL(/a=run_2/);
    await page.getByRole("link", { name: "Swap A and B" }).click();
    await page.waitForURL(/a=run_2&va=m%40b/);
    await page.goto(`${browser.url}/compare?a=run_1&b=run_2`);
    assertStringIncludes(await page.locator("#answers").innerText(), "300 changed answers of 300 pairs");
    await page.getByRole("link", { name: "Side by side" }).click();
    await page.waitForURL(/view=side/);
    assert(await page.locator(".sides").count() > 10);
    await page.getByRole("link", { name: "Next" }).click();
    await page.waitForURL(/page=2/);
    assertStringIncludes(await page.locator("#answers").innerText(), "Page 2 of 15");
    assertEquals(browser.problems, []);
    await setting.ledger.close();
  },
});

Deno.test({
  name: "the comparison is usable with a screen reader and narrow screens, in light and dark",
  ignore: chromium.ignore,
  async fn() {
    const setting = await manyChanges();
    await using browser = await browseDashboard(chromium.get(), { test: setting.test });
    const looks = [
      { scheme: "light", width: 1280, view: "unified" },
      { scheme: "dark", width: 1280, view: "side" },
      { scheme: "light", width: 420, view: "side" },
    ] as const;
    for (const { scheme, width, view } of looks) {
      const page = await browser.open(`/compare?a=run_1&b=run_2&view=${view}`, { scheme, width });
      await page.locator("figure").scrollIntoViewIfNeeded();
      await page.locator("figure svg").first().waitFor();
      assertEquals(await axeProblems(page), [], `${scheme} ${width}`);
      assertEquals(
        await page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
        true,
        "nothing overflows",
      );
      if (SHOTS !== undefined) {
        await page.evaluate("scrollTo(0, 0)");
        await page.screenshot({ path: `${SHOTS}/compare_${scheme}_${width}.png` });
        await page.screenshot({ path: `${SHOTS}/compare_${scheme}_${width}_full.png`, fullPage: true });
      }
      await page.close();
    }
    assertEquals(browser.problems, []);
    await setting.ledger.close();
  },
});

Deno.test({
  name: "hostile answers are text in a browser, and the page works without a script",
  ignore: chromium.ignore,
  async fn() {
    const setting = await compareTest();
    const evil = `<img src=x onerror="document.title='had'">`;
    await addRun(setting.ledger, { runId: "run_1" }, answers([evil, "x"], () => ({ endpoint: evil })));
    await addRun(setting.ledger, { runId: "run_2" }, answers([`${evil} more`, "x"], () => ({ endpoint: evil })));
    await using browser = await browseDashboard(chromium.get(), { test: setting.test });
    const page = await browser.open("/compare");
    assertStringIncludes(await page.locator("#answers").innerText(), evil);
    assertEquals(await page.locator("img[src=x]").count(), 0);
    assertEquals(await page.title(), "Compare · Tapedeck");
    const plain = await browser.open("/compare", { script: false });
    await plain.locator("#pick-a").selectOption("run_2");
    await plain.getByRole("button", { name: "Compare" }).click();
    await plain.waitForURL(/a=run_2&va=&b=run_2/);
    assertStringIncludes(await plain.locator(".notes").innerText(), "Both sides are the same");
    assertEquals(browser.problems, []);
    await setting.ledger.close();
  },
});

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import type { Notebook } from "../../src/notebook/execution/mod.ts";
import { notebookProject, startLab } from "../support/jupyterlab.ts";
import { needs } from "../support/require.ts";

const chromium = await needs("chromium");
const jupyterlab = await needs("jupyterlab");

/** For a person to look at both: with `TAPEDECK_SCREENSHOTS`, pictures of all outputs are written to that folder. */
const THEME = Deno.env.get("TAPEDECK_LAB_THEME") ?? "JupyterLab Light";

const NOTEBOOK = "01-quickstart.ipynb";

/** Cells are drawn one after another, on a machine that may be slow. */
const PATIENCE_MS = 120_000;

/** So long nothing is seen of any cell after "Run All Cells": JupyterLab took the click, and did nothing. */
const NO_ANSWER_MS = 30_000;
const MOST_CLICKS = 5;

const WRONG = '.jp-OutputArea-output[data-mime-type$="error"], [data-mime-type$="stderr"]';

async function runAllCells(page: Page, count: number): Promise<void> {
  // Before its kernel is there, JupyterLab is most likely to do so.
  await page.getByText("Deno | Idle").waitFor({ timeout: NO_ANSWER_MS }).catch(() => {});
  const prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt");
  for (let clicks = 1;; clicks++) {
    await page.getByRole("menuitem", { name: "Run", exact: true }).click();
    await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
    try {
      // A cell that is to run has a star at once, and later its number.
      await prompts.filter({ hasText: /\[[*\d]/ }).first().waitFor({ timeout: NO_ANSWER_MS });
      break;
    } catch (error) {
      if (clicks === MOST_CLICKS) throw error;
    }
  }
  // Behind a cell that fails none is run.
  await prompts.filter({ hasText: `[${count}]:` }).or(page.locator(WRONG)).first().waitFor({ timeout: PATIENCE_MS });
}

/** Whether each picture that Vega draws has that many pixels that are neither background nor grey: it takes a while. */
async function areDrawn(page: Page, { least }: { readonly least: number }): Promise<void> {
  await page.waitForFunction(
    (least) => {
      const { document } = globalThis as unknown as { readonly document: { querySelectorAll(path: string): Canvas[] } };
      return [...document.querySelectorAll(".vega-embed canvas")].every((canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let colored = 0;
        for (let i = 0; i < data.length; i += 4) {
          const [r, g, b, a] = data.subarray(i, i + 4);
          if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) colored++;
        }
        return colored > least;
      });
    },
    least,
    { timeout: PATIENCE_MS },
  );
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: "2d"): Context;
}

interface Context {
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}

Deno.test({
  name: "the first notebook runs in a real JupyterLab, which draws its charts and its tables",
  ignore: chromium.ignore || jupyterlab.ignore,
  fn: openAndLook,
});

async function openAndLook(): Promise<void> {
  await using project = await notebookProject([NOTEBOOK]);
  const path = `${project.path}/notebooks/${NOTEBOOK}`;
  const notebook: Notebook = JSON.parse(await Deno.readTextFile(path));
  const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const shown = codeCells.flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => Object.keys(data)));
  const charts = shown.filter((types) => types.includes("application/vnd.vegalite.v5+json")).length;
  const tables = shown.filter((types) => types.includes("text/html")).length;
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell
  );
  await Deno.writeTextFile(path, JSON.stringify({ ...notebook, cells }));

  await using lab = await startLab(project.path, { python: jupyterlab.get(), theme: THEME });
  const { chromium: playwright } = await import("playwright-core");
  const browser = await playwright.launch({ executablePath: chromium.get(), args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1800 } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(lab.urlOf(`notebooks/${NOTEBOOK}`));
    await page.locator(".jp-Notebook .jp-CodeCell").nth(codeCells.length - 1).waitFor({ timeout: PATIENCE_MS });
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: PATIENCE_MS });
    await runAllCells(page, codeCells.length);
    assertEquals(await page.locator(WRONG).allInnerTexts(), []);
    await page.locator(".vega-embed canvas").nth(charts - 1).waitFor({ timeout: PATIENCE_MS });
    assertEquals(await page.locator(".vega-embed canvas").count(), charts);
    await areDrawn(page, { least: 500 });
    const drawn = page.locator(".jp-RenderedHTML table");
    assertEquals(await drawn.count(), tables);
    const texts = await drawn.nth(1).locator("td").allInnerTexts();
    assertMatch(texts[0], /^huggingfacetb\/smollm2-135m-instruct@llama\.cpp\//);
    assert(
      texts.some((text) => /^\$\d/.test(text)) && texts.some((text) => /^\d[\d,.]* ms$/.test(text)),
      texts.join(),
    );
    assert(!(await page.locator(".jp-OutputArea").allInnerTexts()).join().includes("[object Object]"));
    assertEquals(problems, []);
  } finally {
    const folder = Deno.env.get("TAPEDECK_SCREENSHOTS");
    if (folder !== undefined) await takePictures(browser.contexts()[0].pages()[0], folder);
    await browser.close();
  }
}

async function takePictures(page: Page, folder: string): Promise<void> {
  const outputs = page.locator(".jp-OutputArea-output");
  for (let i = 0; i < await outputs.count(); i++) {
    await outputs.nth(i).scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${folder}/jupyterlab-${i}.png` });
  }
}

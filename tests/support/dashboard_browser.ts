import type { Browser, Page } from "playwright-core";
import { serveDashboard } from "../../src/web/mod.ts";
import { BROWSER_PATIENCE_MS } from "./browser.ts";
import { type TestDashboard, testDashboard, type TestDashboardOptions } from "./dashboard.ts";

/** What a page is opened with. */
export interface OpenPageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Whether pages have their script; they do unless given. */
  readonly script?: boolean;
}

/** A problem that axe finds. */
export interface AxeProblem {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

/** A dashboard on a port of this machine, in a real browser. */
export interface DashboardBrowser extends AsyncDisposable {
  readonly test: TestDashboard;
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** What went wrong in pages: errors of scripts, and what the content security policy refused. */
  readonly problems: readonly string[];
  /** A page of the dashboard: `open("/runs")`. */
  open(path: string, options?: OpenPageOptions): Promise<Page>;
}

/** Serves a dashboard and starts the browser at `chromium`. */
export async function browseDashboard(
  chromium: string,
  options: TestDashboardOptions & { readonly test?: TestDashboard } = {},
): Promise<DashboardBrowser> {
  const test = options.test ?? await testDashboard(options);
  const server = serveDashboard(test.dashboard);
  const { chromium: playwright } = await import("playwright-core");
  const browser: Browser = await playwright.launch({
    executablePath: chromium,
    args: ["--no-sandbox"],
    timeout: BROWSER_PATIENCE_MS,
  });
  const problems: string[] = [];
  return {
    test,
    url: server.url,
    problems,
    async open(path, { width = 1280, height = 900, scheme = "light", script = true } = {}) {
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: scheme,
        javaScriptEnabled: script,
      });
      page.setDefaultTimeout(BROWSER_PATIENCE_MS);
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => {
        // What the server answers with an error is a test's own business.
        const isNetwork = message.text().startsWith("Failed to load resource");
        if (message.type() === "error" && !isNetwork) problems.push(message.text());
      });
      await page.goto(`${server.url}${path}`);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

/** What axe finds of serious and critical problems in a page as it stands. */
export async function axeProblems(page: Page): Promise<AxeProblem[]> {
  await page.evaluate(await axeSource());
  const results = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })") as {
    violations: { id: string; impact: string; help: string; nodes: { html: string }[] }[];
  };
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(({ html }) => html.slice(0, 200)) }));
}

/** The package's own build, for the page itself. */
async function axeSource(): Promise<string> {
  const { default: axe } = await import("axe-core");
  return (axe as unknown as { source: string }).source;
}

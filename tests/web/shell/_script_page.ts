import type { Page } from "playwright-core";
import { assetRoutes } from "../../../src/web/shell/mod.ts";
import { BROWSER_PATIENCE_MS } from "../../support/browser.ts";

/** Answers a request of the page; a text is a part of a page. */
export type Answer = (request: Request, url: URL) => string | Response | Promise<string | Response>;

export interface ScriptPage extends AsyncDisposable {
  readonly page: Page;
  /** What the page has asked for: `GET /list?q=a`. */
  readonly asked: string[];
  /** Errors of the script. */
  readonly problems: string[];
}

/** A page with a body of its own and the script of the dashboard, in a real browser. */
export async function scriptPage(
  chromium: string,
  body: string,
  answers: { readonly [path: string]: Answer } = {},
): Promise<ScriptPage> {
  const asked: string[] = [];
  const assets = assetRoutes();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    if (url.pathname === "/") return pageOf(body);
    const answer = answers[url.pathname];
    if (answer === undefined) return await assets.fetch(request);
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    const told = await answer(request, url);
    return typeof told === "string" ? new Response(told, { headers: { "content-type": "text/html" } }) : told;
  });
  const { chromium: playwright } = await import("playwright-core");
  const browser = await playwright.launch({
    executablePath: chromium,
    args: ["--no-sandbox"],
    timeout: BROWSER_PATIENCE_MS,
  });
  const page = await browser.newPage({ viewport: { width: 600, height: 400 } });
  page.setDefaultTimeout(BROWSER_PATIENCE_MS);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`http://127.0.0.1:${server.addr.port}/`);
  return {
    page,
    asked,
    problems,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.shutdown();
    },
  };
}

function pageOf(body: string): Response {
  const html = `<!doctype html><html lang="en"><head><title>t</title>
    <link rel="stylesheet" href="/assets/app.css"><script src="/assets/app.js" type="module"></script></head>
    <body>${body}<div id="notice" class="notice" role="status"></div></body></html>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

/** A stream of events that a test writes. */
export class Events {
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #waiting: (() => void)[] = [];
  /** How many streams were asked for. */
  opened = 0;

  readonly answer: Answer = () => {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#streams.add(controller);
        this.opened++;
        controller.enqueue(new TextEncoder().encode(": open\n\n"));
        for (const wake of this.#waiting.splice(0)) wake();
      },
      cancel: () => {
        this.#streams.delete(own);
        for (const wake of this.#waiting.splice(0)) wake();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };

  /** Resolves once so many pages listen, no more and no less. */
  async listeners(count: number): Promise<void> {
    while (this.#streams.size !== count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves once so many pages have begun to listen, whether they still do or not. */
  async openings(count: number): Promise<void> {
    while (this.opened < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  tell(event: string, data: unknown): void {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    const bytes = new TextEncoder().encode(`event: ${event}\ndata: ${text}\n\n`);
    for (const stream of this.#streams) stream.enqueue(bytes);
  }

  close(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }
}

/** Something that a test lets go on when it likes. */
export class Gate {
  readonly #open = Promise.withResolvers<void>();
  readonly #reached = Promise.withResolvers<void>();

  async pass(): Promise<void> {
    this.#reached.resolve();
    await this.#open.promise;
  }

  reached(): Promise<void> {
    return this.#reached.promise;
  }

  open(): void {
    this.#open.resolve();
  }
}

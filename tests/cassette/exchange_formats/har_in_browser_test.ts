import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { exportHar } from "../../../src/cassette/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { needs } from "../../support/require.ts";
import { loopback, recordTape } from "../support.ts";

const chromium = await needs("chromium");

/** Where the browser finds what was recorded of the endpoint `local`. */
const BASE = "https://tapedeck.invalid/local";
const EVENTS = ['data: {"delta":"Grüße"}\n\n', 'data: {"delta":" 東京 😀"}\n\n', "data: [DONE]\n\n"];
const ANY_BYTES = Uint8Array.from({ length: 1024 }, (_, i) => i * 7);

/** A request as both sides make it. */
interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
}

/** What came back: the body in base64, so that every byte counts. */
interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

const ASKED: readonly Asked[] = [
  { path: "/json" },
  { path: "/json?page=2&q=a%20b" },
  { path: "/events", method: "POST", body: '{"stream":true}' },
  { path: "/echo", method: "POST", body: '{"n":1}' },
  { path: "/echo", method: "POST", body: '{"n":2,"text":"Ü"}' },
  { path: "/echo", method: "PUT", body: "text" },
  { path: "/bytes" },
  { path: "/compressed" },
  { path: "/empty", method: "DELETE" },
  { path: "/absent" },
  { path: "/busy", method: "POST", body: "{}" },
];

async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = { "content-type": "application/json" };
  if (pathname === "/page") return new Response("<title>A tape</title>", { headers: { "content-type": "text/html" } });
  if (pathname === "/json") return new Response(`{"text": "é\\u00e9", "search": "${search}"}\n`, { headers });
  if (pathname === "/events") {
    return new Response(ReadableStream.from(EVENTS.map((event) => Buffer.from(event))), {
      headers: { "content-type": "text/event-stream" },
    });
  }
  if (pathname === "/echo") return new Response(`${request.method} ${await request.text()}`, { headers });
  if (pathname === "/bytes") return new Response(ANY_BYTES, { headers: { "content-type": "image/png" } });
  if (pathname === "/compressed") {
    const body = new Response("compressed ".repeat(50)).body!.pipeThrough(new CompressionStream("gzip"));
    return new Response(body, { headers: { "content-type": "text/plain", "content-encoding": "gzip" } });
  }
  if (pathname === "/empty") return new Response(null, { status: 204 });
  if (pathname === "/busy") return new Response('{"error":"slow down"}', { status: 429, headers });
  return new Response("nothing here", { status: 404, headers: { "content-type": "text/plain" } });
}

async function answered(response: Response): Promise<Answered> {
  const body = Buffer.from(await response.arrayBuffer()).toString("base64");
  return { status: response.status, type: response.headers.get("content-type"), body };
}

/** Asks from within the page. */
function askInPage(page: Page, asked: Asked): Promise<Answered> {
  return page.evaluate(async ({ base, path, method, body }) => {
    const response = await fetch(base + path, { method, body });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
    };
  }, { base: BASE, ...asked });
}

/** Records what a real server says, and writes it as a HAR. */
async function recordHar(folder: string): Promise<{ har: string; live: Answered[] }> {
  const [tape, har] = [`${folder}/tape.jsonl`, `${folder}/tape.har`];
  const live: Answered[] = [];
  {
    await using server = loopback(answer);
    await using recorder = await recordTape(tape, { endpoints: { local: server.url }, env: false });
    await (await recorder.fetch(`${server.url}/page`)).text();
    for (const { path, method, body } of ASKED) {
      live.push(await answered(await recorder.fetch(server.url + path, { method, body })));
    }
  }
  await exportHar(tape, { out: har });
  return { har, live };
}

Deno.test("a real browser replays an exported tape, status for status and byte for byte", {
  ignore: chromium.ignore,
}, async () => {
  using folder = tempDir();
  const { har, live } = await recordHar(folder.path);
  assert(live.some(({ body }) => body === Buffer.from(ANY_BYTES).toString("base64")));
  const { chromium: playwright } = await import("playwright-core");
  const browser = await playwright.launch({ executablePath: chromium.get(), args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.routeFromHAR(har, { notFound: "abort" });
    await page.goto(`${BASE}/page`);
    assertEquals(await page.title(), "A tape");
    for (const [i, asked] of ASKED.entries()) {
      assertEquals(await askInPage(page, asked), live[i], JSON.stringify(asked));
    }
    // What is not on the tape does not come from elsewhere.
    const missed = await askInPage(page, { path: "/echo", method: "POST", body: '{"n":3}' }).catch(String);
    assertMatch(String(missed), /Failed to fetch/);
  } finally {
    await browser.close();
  }
});

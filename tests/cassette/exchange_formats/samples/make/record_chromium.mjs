// Records ../traffic.json with Chromium, as a HAR with its bodies. `playwright-core` is installed beside this file; the
// path of Chromium is the argument.
import { PORT, startServer, traffic } from "./server.mjs";

// By name, as the project itself does not have these packages.
const load = (name) => import(name);
const { chromium } = await load("playwright-core");

const base = `http://127.0.0.1:${PORT}`;
const har = new URL("../chromium.har", import.meta.url).pathname;
const server = await startServer({ page: true });
const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--no-sandbox"] });
const context = await browser.newContext({ recordHar: { path: har, content: "embed", mode: "full" } });
const page = await context.newPage();
await page.goto(`${base}/page`);
for (const { request } of traffic) {
  await page.evaluate(async ({ base, method, path, headers, body }) => {
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    const response = await fetch(base + path, { method, headers, ...(bytes.length > 0 ? { body: bytes } : {}) });
    await response.arrayBuffer();
  }, { base, ...request });
}
await context.close();
await browser.close();
server.close();
server.closeAllConnections();

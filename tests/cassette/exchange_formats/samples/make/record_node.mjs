// Records ../traffic.json with Polly.js (both adapters), nock and undici's SnapshotAgent. Their packages are installed
// beside this file for the occasion: `npm i @pollyjs/core@6.0.6 …`; the versions stand in README.md.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PORT, startServer, traffic } from "./server.mjs";

// By name, as the project itself does not have these packages.
const load = (name) => import(name);
const { default: FetchAdapter } = await load("@pollyjs/adapter-fetch");
const { default: NodeHttpAdapter } = await load("@pollyjs/adapter-node-http");
const { Polly } = await load("@pollyjs/core");
const { default: FSPersister } = await load("@pollyjs/persister-fs");
const { default: nock } = await load("nock");
const undici = await load("undici");

const out = (name) => new URL(`../${name}`, import.meta.url).pathname;
const base = `http://127.0.0.1:${PORT}`;

async function callByFetch(fetch, { calls = traffic, ...extra } = {}) {
  for (const { request: { method, path, headers, body } } of calls) {
    const bytes = Buffer.from(body, "base64");
    const isText = !headers["content-type"]?.includes("octet");
    const sent = bytes.length === 0 ? undefined : isText ? bytes.toString() : bytes;
    const response = await fetch(base + path, { method, headers, body: sent, ...extra });
    await response.arrayBuffer();
  }
}

async function callByHttp(calls = traffic) {
  for (const { request: { method, path, headers, body } } of calls) {
    await new Promise((resolve, reject) => {
      const request = http.request(base + path, { method, headers }, (response) => {
        response.on("data", () => {});
        response.on("end", resolve);
      });
      request.on("error", reject);
      request.end(Buffer.from(body, "base64"));
    });
  }
}

async function served(call) {
  const server = await startServer();
  await call();
  server.close();
  server.closeAllConnections();
}

async function recordPolly(adapter, name, call) {
  Polly.register(adapter);
  Polly.register(FSPersister);
  const folder = mkdtempSync(join(tmpdir(), "polly-"));
  const polly = new Polly("samples", {
    adapters: [adapter.id],
    persister: "fs",
    mode: "record",
    recordFailedRequests: true,
    persisterOptions: { fs: { recordingsDir: folder } },
  });
  await served(call);
  await polly.stop();
  const file = readdirSync(folder, { recursive: true }).find((path) => path.endsWith(".har"));
  writeFileSync(out(name), readFileSync(join(folder, file)));
}

await recordPolly(FetchAdapter, "polly_fetch.har", () => callByFetch(globalThis.fetch));
await recordPolly(NodeHttpAdapter, "polly_node_http.har", callByHttp);

// nock's recorder fails on an answer without a body.
const withBody = traffic.filter(({ answer }) => answer.status !== 204);
for (
  const [name, call] of [
    ["nock_back.json", () => callByHttp(withBody)],
    ["nock_back_fetch.json", () => callByFetch(globalThis.fetch, { calls: withBody })],
  ]
) {
  const folder = mkdtempSync(join(tmpdir(), "nock-"));
  nock.back.fixtures = folder;
  nock.back.setMode("record");
  const { nockDone } = await nock.back(name);
  await served(call);
  nockDone();
  writeFileSync(out(name), readFileSync(join(folder, name)));
  rmSync(folder, { recursive: true });
}
nock.restore();

rmSync(out("undici_snapshot.json"), { force: true });
const agent = new undici.SnapshotAgent({ mode: "record", snapshotPath: out("undici_snapshot.json") });
await served(() => callByFetch(undici.fetch, { dispatcher: agent }));
await agent.saveSnapshots();
await agent.close();

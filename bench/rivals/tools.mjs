/**
 * The rivals, each behind the same three functions, on Node and on Deno: `record` calls every request once and keeps
 * what came; `open` gives a fetch that replays it; `close` puts back what the tool has replaced.
 */
import { readFile, writeFile } from "node:fs/promises";

const isDeno = "Deno" in globalThis;
const { dependencies } = JSON.parse(
  await readFile(new URL("package.json", import.meta.url), "utf8"),
);

/** The version that package.json pins, on either runtime. A way into the package is behind the name: `msw/node`. */
function load(specifier) {
  if (!isDeno) return import(specifier);
  const name = Object.keys(dependencies).find((known) => specifier === known || specifier.startsWith(`${known}/`));
  return import(
    `npm:${name}@${dependencies[name]}${specifier.slice(name.length)}`
  );
}

/** `undici`'s own recorder, through its own fetch: the global one does not find what that has recorded. */
const undiciSnapshots = {
  name: "undici.fetch",
  async record(folder, call) {
    const { SnapshotAgent, fetch } = await load("undici");
    const agent = new SnapshotAgent({
      mode: "record",
      snapshotPath: `${folder}/undici.json`,
    });
    await call((url, init) => fetch(url, { ...init, dispatcher: agent }));
    await agent.saveSnapshots();
    await agent.close();
    return [`${folder}/undici.json`];
  },
  async open(folder) {
    const { SnapshotAgent, fetch } = await load("undici");
    const agent = new SnapshotAgent({
      mode: "playback",
      snapshotPath: `${folder}/undici.json`,
    });
    await agent.loadSnapshots();
    return {
      fetch: (url, init) => fetch(url, { ...init, dispatcher: agent }),
      close: () => agent.close(),
    };
  },
};

async function polly(folder, mode) {
  const [{ Polly }, { default: FetchAdapter }, { default: FsPersister }] = await Promise.all([
    load("@pollyjs/core"),
    load("@pollyjs/adapter-fetch"),
    load("@pollyjs/persister-fs"),
  ]);
  Polly.register(FetchAdapter);
  Polly.register(FsPersister);
  return new Polly("bench", {
    adapters: ["fetch"],
    persister: "fs",
    persisterOptions: { fs: { recordingsDir: `${folder}/polly` } },
    mode,
    recordIfMissing: false,
    logLevel: "silent",
  });
}

const pollyFetch = {
  name: "Polly.js",
  async record(folder, call) {
    const recorder = await polly(folder, "record");
    await call((url, init) => fetch(url, init));
    await recorder.stop();
    return [`${folder}/polly`];
  },
  async open(folder) {
    const player = await polly(folder, "replay");
    return {
      fetch: (url, init) => fetch(url, init),
      close: () => player.stop(),
    };
  },
};

/** Its recorder keeps definitions; on Deno it sees no traffic, so both runtimes play those that Node has recorded. */
const nockDefinitions = {
  name: "nock",
  async record(folder, call) {
    const { default: nock } = await load("nock");
    nock.recorder.rec({ dont_print: true, output_objects: true });
    await call((url, init) => fetch(url, init));
    await writeFile(
      `${folder}/nock.json`,
      JSON.stringify(nock.recorder.play(), null, 2),
    );
    nock.recorder.clear();
    nock.restore();
    return [`${folder}/nock.json`];
  },
  async open(folder) {
    const { default: nock } = await load("nock");
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    nock.define(nock.loadDefs(`${folder}/nock.json`));
    return {
      fetch: (url, init) => fetch(url, init),
      close() {
        nock.cleanAll();
        nock.restore();
      },
    };
  },
};

/** It has no recorder: one handler with a Map, the quickest that can be written for it. */
const mswMap = {
  name: "msw (a Map)",
  async record(folder, call) {
    const kept = [];
    await call(async (url, init) => {
      const response = await fetch(url, init);
      kept.push([init.body, await response.clone().text()]);
      return response;
    });
    await writeFile(`${folder}/msw.json`, JSON.stringify(kept));
    return [];
  },
  async open(folder) {
    const [{ setupServer }, { http, HttpResponse }] = await Promise.all([
      load("msw/node"),
      load("msw"),
    ]);
    const answers = new Map(
      JSON.parse(await readFile(`${folder}/msw.json`, "utf8")).map((
        [body, answer],
      ) => [canonical(body), answer]),
    );
    const server = setupServer(
      http.post(
        "*/v1/chat/completions",
        async ({ request }) =>
          new HttpResponse(answers.get(canonical(await request.text())), {
            headers: { "content-type": "application/json" },
          }),
      ),
    );
    server.listen({ onUnhandledRequest: "error" });
    return {
      fetch: (url, init) => fetch(url, init),
      close: () => server.close(),
    };
  },
};

function canonical(body) {
  return JSON.stringify(sorted(JSON.parse(body)));
}

function sorted(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map((
      [k, v],
    ) => [k, sorted(v)]),
  );
}

export const RIVALS = [undiciSnapshots, pollyFetch, nockDefinitions, mswMap];

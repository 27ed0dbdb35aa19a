import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { tempDir } from "../support/temp_dir.ts";
import { type Home, spells, tempHome } from "./_credential_home.ts";

const KEY = 'sk-canary-0123456789/abc+def"GHI';

/** Whoever asks is told the key that they sent, in every way that a server has. */
const ANSWERS: { readonly [name: string]: (key: string, elsewhere: string) => Response } = {
  "refused with the key in the body": (key) => echo(key, 401),
  "forbidden, and the key is at its end where it may be cut": (key) =>
    Response.json({ error: { message: `${"x".repeat(1985)} ${key}` } }, { status: 403 }),
  "failed with the key in the body": (key) => echo(key, 500),
  "not found, in a page": (key) => new Response(`<html>No page for ${encodeURIComponent(key)}</html>`, { status: 404 }),
  "answered with the key in place of a list": (key) => echo(key, 200),
  "answered with no JSON": (key) => new Response(`{"data": [${key}`, { status: 200 }),
  "sent elsewhere": (key, elsewhere) =>
    new Response(null, { status: 307, headers: { location: `${elsewhere}/?key=${encodeURIComponent(key)}` } }),
  "throttled": (key) =>
    new Response(key, { status: 429, headers: { "retry-after": "0", "x-key": encodeURIComponent(key) } }),
};

function echo(key: string, status: number): Response {
  const [base64, url] = [btoa(`user:${key}`), encodeURIComponent(key)];
  const message = `The key ${key} (${base64}, ${url}, ${JSON.stringify(JSON.stringify(key))}) is wrong`;
  const headers = { "www-authenticate": `Basic ${base64}`, "x-request-id": url };
  return Response.json({ error: { message, code: key, type: base64 }, data: [{ id: key }] }, { status, headers });
}

/** A server that answers in one way after the other, and one that nobody is to lead a key to. */
function hostileServers() {
  const led: string[] = [];
  const elsewhere = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    led.push(JSON.stringify([...request.headers]));
    return Response.json({ data: [] });
  });
  let answer = ANSWERS["failed with the key in the body"];
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const key = request.headers.get("authorization")?.replace("Bearer ", "");
    if (key !== undefined) asked++;
    return key === undefined
      ? new Response(null, { status: 401 })
      : answer(key, `http://127.0.0.1:${elsewhere.addr.port}`);
  });
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    led,
    use: (name: string) => void (answer = ANSWERS[name]),
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await elsewhere.shutdown();
    },
  };
}

interface Source {
  /** Under the credential's section. */
  readonly toml: string;
  readonly env?: { readonly [name: string]: string };
}

/** Where the key is; the files outside of the home directory are not Tapedeck's. */
const SOURCES: { readonly [name: string]: (folder: string) => Source } = {
  env: () => ({ toml: 'env = "BOX_KEY"', env: { BOX_KEY: KEY } }),
  file: (folder) => {
    Deno.writeTextFileSync(`${folder}/key`, `${KEY}\n`, { mode: 0o600 });
    return { toml: `file = "${folder}/key"` };
  },
  command: (folder) => {
    Deno.writeTextFileSync(`${folder}/key`, `${KEY}\n`, { mode: 0o600 });
    Deno.writeTextFileSync(`${folder}/vault`, `#!/bin/sh\ncat ${folder}/key\necho "read $(cat ${folder}/key)" >&2\n`, {
      mode: 0o700,
    });
    return { toml: `command = ["${folder}/vault"]` };
  },
};

const COMMANDS: readonly (readonly string[])[] = [
  ["credential", "list", "--run", "--all"],
  ["credential", "list", "--run", "--json"],
  ["credential", "test"],
  ["credential", "test", "box/default", "--json"],
  ["provider", "list"],
  ["provider", "info", "openai"],
  ["provider", "health", "box"],
  ["provider", "profile", "default"],
  ["catalog", "refresh", "openai", "--force"],
  ["catalog", "status", "--json"],
  ["model", "switch", "a/b", "--dry-run"],
  ["route", "explain", "a/b"],
  ["queue", "status"],
  ["sweep", "run", "plan.toml", "--mode", "append", "--allow-live-in-ci", "--json"],
  ["cassette", "show", "tape.jsonl"],
  ["credential", "set", KEY],
  ["credential", "set", "openai", KEY],
  ["credential", "remove", KEY, "--yes"],
  ["credential", "log"],
];

function setUp(home: Home, source: Source, baseUrl: string): void {
  const provider = `[providers.box]\nkind = "openai"\nbase_url = "${baseUrl}"\nretry = { max_tries = 1 }\n`;
  Deno.writeTextFileSync(`${home.project}/tapedeck.toml`, `${provider}[credentials."box/default"]\n${source.toml}\n`);
  const endpoint = `key = "a/b@box"\nbase_url = "${baseUrl}"\napi_key_env = "SWEEP_KEY"\n` +
    'price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }\n';
  const rest = '[prompts]\nitems = [{ prompt = "one" }]\n[run]\nmax_tries = 1\ncassette = "tape.jsonl"\n';
  Deno.writeTextFileSync(`${home.project}/plan.toml`, `name = "canary"\n[[endpoints]]\n${endpoint}${rest}`);
}

for (const [name, sourceIn] of Object.entries(SOURCES)) {
  Deno.test({
    name: `a key from ${name} is nowhere, whatever is run and however a server repeats it`,
    ignore: Deno.build.os === "windows" && name === "command",
    async fn() {
      using home = tempHome();
      using vault = tempDir();
      await using servers = hostileServers();
      const source = sourceIn(vault.path);
      setUp(home, source, servers.baseUrl);
      const trust = { TAPEDECK_TRUST: home.project };
      const keys = { OPENAI_API_KEY: KEY, SWEEP_KEY: KEY, TAPEDECK_DEBUG: "1", ...trust, ...source.env };
      const env = { ...keys, TAPEDECK_CATALOG: `${home.path}/catalog.sqlite` };
      await home.run(["catalog", "override", "openai", "--base-url", servers.baseUrl], { env });
      for (const answer of Object.keys(ANSWERS)) {
        servers.use(answer);
        for (const args of COMMANDS) {
          const { stdout, stderr } = await home.run(args, { env, stdin: [] });
          const what = `${args.join(" ")}, ${answer}: ${stdout}${stderr}`;
          if (!args.includes(KEY)) assertNotEquals(stdout + stderr, "", what);
          assertEquals(spells(stdout, KEY) || spells(stderr, KEY), false, what);
          assertEquals((stdout + stderr).includes(KEY.slice(0, 14)), false, what);
        }
        await Deno.remove(`${home.project}/tape.jsonl`).catch(() => {});
      }
      assertEquals(home.traces(KEY), []);
      assertEquals(servers.led, [], "a key was led elsewhere");
      assert(servers.asked() > 30, `the server was asked ${servers.asked()} times`);
    },
  });
}

Deno.test("a key that is typed is in its own file and nowhere else, whatever fails", async () => {
  using home = tempHome();
  await home.run(["credential", "set", "box/default"], { stdin: [`${KEY}\n`] });
  const file = `${home.path}/.config/tapedeck/credentials/box/default.key`;
  assertEquals(home.traces(KEY), [file]);
  // Files and folders that are in the way.
  for (const blocked of [`${home.path}/.config/tapedeck/config.toml`, `${home.path}/.config/tapedeck/credentials`]) {
    using other = tempHome();
    const path = blocked.replace(home.path, other.path);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (path.endsWith(".toml")) await Deno.mkdir(path);
    else await Deno.writeTextFile(path, "in the way");
    const options = { stdin: [`${KEY}\n`], env: { TAPEDECK_DEBUG: "1" } };
    const { code, stdout, stderr } = await other.run(["credential", "set", "box/default", "--json"], options);
    assertEquals([code === 0, spells(stdout + stderr, KEY)], [false, false], stderr);
    assertEquals(other.traces(KEY).filter((one) => !one.endsWith("/credentials/box/default.key")), []);
  }
});

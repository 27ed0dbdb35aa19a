import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/toml";
import { Secret, systemClock } from "../../src/base/mod.ts";
import { CredentialStore } from "../../src/config/mod.ts";
import { openCallSetup, openRegistry, type Registry } from "../../src/routing/mod.ts";
import type { CallEvent, Endpoint } from "../../src/spec/mod.ts";
import { Transport } from "../../src/transport/mod.ts";
import { lineSink, webhookSink } from "../../src/transport/alerts/mod.ts";
import { observe, type Observer, runningFolder } from "../../src/transport/observe/mod.ts";
import { spells, tempHome } from "./_credential_home.ts";
import { ANSWERS, hostileServers } from "./_hostile_servers.ts";
import { KEY, SOURCES } from "./_key_sources.ts";
import { tempDir } from "../support/temp_dir.ts";

const HOOK_PATH = "/services/T0/B0/webhook-canary-9f8e7d6c5b";
const ASKED = { model: "me/mine", maxTokens: 5 } as const;

/** An answer that is one, with the key in its headers and where `said` stands. */
function answered(key: string, said: string): Response {
  return Response.json({
    id: said,
    choices: [{ message: { role: "assistant", content: `Hello ${said}` }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  }, { headers: { "x-key": encodeURIComponent(key), "x-request-id": encodeURIComponent(key) } });
}

/** Without a tape, an answer is the caller's as it came. */
const TAPED_ONLY = "answered with the key in the answer";
const EVERY: typeof ANSWERS = {
  ...ANSWERS,
  "answered well": (key) => answered(key, "you"),
  [TAPED_ONLY]: (key) => answered(key, encodeURIComponent(key)),
};

/** Whatever a value says of itself, to whoever logs it. */
function toldBy(value: unknown): string {
  const told = [
    Deno.inspect(value, { depth: 30, showHidden: true, getters: true, iterableLimit: 1000 }),
    String(value),
  ];
  for (const copy of [(one: unknown) => JSON.stringify(one), (one: unknown) => Deno.inspect(structuredClone(one))]) {
    try {
      told.push(copy(value) ?? "");
    } catch {
      // Functions are in nobody's copy.
    }
  }
  if (value instanceof Error) told.push(value.stack ?? "", value.cause === undefined ? "" : toldBy(value.cause));
  return told.join("\n");
}

/** Where alerts are posted to. */
function hook() {
  const bodies: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    bodies.push(await request.text());
    return new Response(null, { status: 404, headers: { location: HOOK_PATH } });
  });
  return {
    bodies,
    url: new Secret("env:TAPEDECK_WEBHOOK", `http://127.0.0.1:${server.addr.port}${HOOK_PATH}`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a registry is set up as: one endpoint that answers in a hostile way, one that cannot even be connected to. */
function configOf(source: { readonly [key: string]: unknown }, baseUrl: string) {
  const price = { input_per_1m_usd: "1", output_per_1m_usd: "2" };
  return {
    providers: {
      box: {
        kind: "openai-compatible",
        base_url: baseUrl,
        credential: "box/default",
        retry: { max_tries: 2, base_ms: 1 },
      },
      dead: {
        kind: "openai-compatible",
        base_url: baseUrl.replace("http:", "https:"),
        credential: "box/default",
        retry: { max_tries: 1 },
      },
    },
    endpoints: [{ key: "me/mine@box", price }, { key: "me/mine@dead", price }],
    credentials: { "box/default": source },
    routing: { policy: "cost", max_fallbacks: 1 },
  };
}

/** All that is told of one call, and by those who made it. */
async function toldByCall(registry: Registry, content: string): Promise<string[]> {
  const request = { ...ASKED, messages: [{ role: "user", content } as const] };
  const told: unknown[] = [];
  try {
    told.push(await registry.complete(request));
  } catch (error) {
    told.push(error);
  }
  told.push(registry, await registry.explain(request), await registry.routePlan(request));
  return told.map(toldBy);
}

/** Whoever observes a command: metrics, how it stands, alerts as lines and to a webhook. */
function observerOf(
  told: string[],
  { env, url }: { readonly env: (name: string) => string | undefined; readonly url: Secret },
): Observer {
  return observe({
    command: "canary",
    clock: systemClock,
    random: () => 0.5,
    env,
    metricsPort: 0,
    running: { folder: runningFolder({ env })!, pid: Deno.pid },
    alerts: {
      settings: { errorRate: 0.01, usdPerHour: "0.0000001" },
      sinks: [
        lineSink((line) => told.push(line)),
        webhookSink({ url: url, fetch, clock: systemClock, warn: (text) => told.push(text), maxTries: 1 }),
      ],
    },
    warn: (text) => told.push(text),
  });
}

for (const [name, sourceIn] of Object.entries(SOURCES)) {
  Deno.test({
    name: `a registry with a key from ${name} tells it to nobody, however a server repeats it`,
    ignore: Deno.build.os === "windows" && name === "command",
    async fn() {
      using home = tempHome();
      using vault = tempDir();
      await using servers = hostileServers(EVERY);
      await using webhook = hook();
      const { toml, env: variables = {} } = sourceIn(vault.path);
      const all: { [name: string]: string } = { HOME: home.path, ...variables };
      const env = (one: string) => all[one];
      const told: string[] = [];
      const events: CallEvent[] = [];
      const observer = observerOf(told, { env, url: webhook.url });
      const { metricsUrl } = await observer.start();
      const config = configOf(parse(toml), servers.baseUrl);
      // A registry of its own for each answer: what went wrong before keeps no call from being made.
      const open = (tape: object = { cassette: `${home.project}/tape.jsonl`, mode: "append" }) =>
        openRegistry({
          config,
          env,
          ...tape,
          ledgerPath: `${home.project}/ledger.sqlite`,
          catalogPath: `${home.path}/catalog.sqlite`,
          allowLiveInCi: true,
          keepNetwork: true,
          onEvent: (event) => {
            events.push(event);
            observer.listener(event);
          },
        });
      try {
        for (const answer of Object.keys(EVERY)) {
          servers.use(answer);
          await using taped = await open();
          told.push(...await toldByCall(taped, answer));
          if (answer === TAPED_ONLY) continue;
          await using bare = await open({});
          told.push(...await toldByCall(bare, answer));
        }
        await using registry = await open();
        const setup = await openCallSetup({ config, env, command: "canary" });
        const endpoint = { ...await endpointIn(registry), credential: null };
        const credential = await setup.credentialOf(endpoint);
        assertEquals(credential?.reveal(), KEY);
        setup.sent({ ...endpoint, credential });
        setup.close();
        const store = new CredentialStore({ credentials: config.credentials, env });
        await store.get("box/default");
        told.push(
          ...[
            setup,
            store,
            store.known(),
            credential,
            { ...endpoint, credential },
            new Transport({ clock: systemClock, settings: (one) => setup.transportOf(one) }),
          ].map(toldBy),
        );
        told.push(JSON.stringify(observer.status()), toldBy(observer));
        for (const path of ["/metrics", "/status", "/"]) told.push(await (await fetch(`${metricsUrl}${path}`)).text());
        assertEquals(home.traces(KEY), [], "while it runs");
      } finally {
        await observer.stop();
      }
      told.push(...webhook.bodies, ...events.map((event) => JSON.stringify(event)));
      for (const text of told) {
        assertEquals(spells(text, KEY), false, text.slice(0, 3000));
        assertEquals(text.includes(KEY.slice(0, 14)), false, text.slice(0, 3000));
        assertEquals(spells(text, HOOK_PATH), false, text.slice(0, 3000));
      }
      assertEquals(home.traces(KEY), []);
      assertEquals(home.traces(HOOK_PATH), []);
      assertEquals(servers.led, [], "a key was led elsewhere");
      // Nothing was searched in vain.
      assert(servers.asked() >= Object.keys(EVERY).length, `the server was asked ${servers.asked()} times`);
      assert(webhook.bodies.length > 0 && told.join("").includes("tapedeck_"));
      assert(events.some((event) => event.type === "ended" && event.errorKind === null));
      assert(events.some((event) => event.type === "ended" && event.place.provider === "dead"));
    },
  });
}

async function endpointIn(registry: Registry): Promise<Endpoint> {
  const { endpoints } = await registry.routePlan({ ...ASKED, messages: [{ role: "user", content: "x" }] });
  return endpoints[0];
}

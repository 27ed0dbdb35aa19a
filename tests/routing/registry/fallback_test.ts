import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { fallsBack } from "../../../src/routing/_falls_back.ts";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { CallError } from "../../../src/routing/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { CallFailure, ErrorKind } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, open, server } from "./_world.ts";

const KINDS: readonly ErrorKind[] = [
  "rate_limited",
  "overloaded",
  "server_error",
  "timeout",
  "connection",
  "aborted",
  "auth",
  "permission",
  "payment",
  "not_found",
  "invalid_request",
  "context_length",
  "content_filter",
  "malformed_response",
  "cassette_miss",
  "recording_expired",
  "unrecordable",
  "breaker_open",
  "budget_exceeded",
  "no_endpoint",
  "unknown",
];

function failure(kind: ErrorKind): CallFailure {
  return {
    kind,
    message: kind,
    decision: { retry: "no" },
    httpStatus: null,
    code: null,
    midStream: false,
    latencyMs: null,
  };
}

Deno.test("what would fail everywhere is asked nowhere else, whatever else is known", () => {
  fc.assert(fc.property(
    fc.constantFrom<ErrorKind>("invalid_request", "aborted", "cassette_miss", "budget_exceeded", "unrecordable"),
    fc.option(fc.nat()),
    fc.option(fc.nat()),
    fc.boolean(),
    (kind, failed, next, onContentFilter) => {
      assert(!fallsBack({ failure: failure(kind), contextTokens: { failed, next }, onContentFilter }));
    },
  ));
});

Deno.test("a prompt that was too long goes to more room, and a filtered answer to who wants it", () => {
  const none = { failed: null, next: null };
  const on = (kind: ErrorKind, contextTokens: { failed: number | null; next: number | null }, filter = false) =>
    fallsBack({ failure: failure(kind), contextTokens, onContentFilter: filter });
  assertEquals(KINDS.filter((kind) => on(kind, none)).sort(), [
    "auth",
    "breaker_open",
    "connection",
    "malformed_response",
    "not_found",
    "overloaded",
    "payment",
    "permission",
    "rate_limited",
    "server_error",
    "timeout",
  ]);
  assertEquals([on("context_length", { failed: 10, next: 11 }), on("context_length", { failed: 10, next: 10 })], [
    true,
    false,
  ]);
  assertEquals([on("content_filter", none), on("content_filter", none, true)], [false, true]);
});

/** Four servers, of which the cheap ones fail. */
const HOSTS = ["a", "b", "c", "d"];
const CONFIG: ConfigFile = {
  providers: Object.fromEntries(HOSTS.map((host) => [host, {
    kind: "simulated",
    base_url: `http://${host}/v1`,
    retry: { max_tries: 1 },
  }])),
  endpoints: HOSTS.map((host, i) => ({
    key: `me/mine@${host}`,
    model: "simulated/quick",
    price: { input_per_1m_usd: String(i + 1), output_per_1m_usd: String(i + 1) },
  })),
  routing: { policy: "cost" },
};
const QUESTION = { model: "me/mine", messages: [{ role: "user", content: "Hello" } as const] };
const broken = () => server({ failures: [{ kind: "malformed", every: 1 }] });

Deno.test("no more endpoints are asked than the configuration allows", async () => {
  const servers = { a: broken(), b: broken(), c: broken(), d: server() };
  for (const [most, asked] of [[0, 1], [1, 2], [2, 3], [3, 3]]) {
    const config = { ...CONFIG, routing: { policy: "cost", max_fallbacks: most } };
    await using registry = await open({ config, offline: true, fetch: network(servers) });
    const answer = await registry.complete(QUESTION).catch((error) => error);
    const { failed } = answer.outcome;
    assertEquals([failed.length, answer instanceof CallError], [asked, most < 3]);
  }
});

Deno.test("what the tries of all endpoints cost counts together", async () => {
  const servers = { a: broken(), b: server(), c: server(), d: server() };
  await using registry = await open({ config: CONFIG, offline: true, fetch: network(servers) });
  const { outcome, costUsd, attempts } = await registry.complete({ ...QUESTION, maxTokens: 5 });
  assertEquals([outcome.answered, attempts.length >= 2], ["me/mine@b", true]);
  // Nobody knows what a server took for an answer that cannot be read.
  assertEquals(costUsd, null);
});

Deno.test("a request that is wrong is asked once, and the error says so", async () => {
  const servers = { a: server({ capability: { refuses: ["tools"] } }), b: server(), c: server(), d: server() };
  await using registry = await open({ config: CONFIG, offline: true, fetch: network(servers) });
  const tools = [{ name: "look", parameters: { type: "object" } }];
  const error = await assertRejects(() => registry.complete({ ...QUESTION, tools }), CallError);
  assertEquals([error.failure.kind, error.outcome.failed.length], ["invalid_request", 1]);
  assertEquals(servers.b.requests.length, 0);
});

Deno.test("a call that is called off throws the reason, and its choice is kept", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const reason = new Error("enough");
  {
    const stop = new AbortController();
    await using registry = await open({
      config: CONFIG,
      offline: true,
      ledgerPath,
      fetch: (_, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal!.reason));
          stop.abort(reason);
        }),
    });
    assertEquals(await registry.complete(QUESTION, { signal: stop.signal }).catch((error) => error), reason);
  }
  await using ledger = await openSqliteLedger(ledgerPath);
  const [{ audit, outcome }] = await collect(ledger.routes());
  assertEquals([audit.chosen, outcome], ["me/mine@a", null]);
});

Deno.test("tries are counted on from endpoint to endpoint, and none stands in another's place on the tape", async () => {
  const servers = { a: broken(), b: broken(), c: server(), d: server() };
  await using registry = await open({ config: CONFIG, offline: true, fetch: network(servers) });
  const { attempts } = await registry.complete(QUESTION, { scope: "mine" });
  assertEquals(attempts.map(({ note }) => note.scope), ["mine/1", "mine/2", "mine/3"]);
  assertEquals(attempts.map(({ note }) => note.caller.try), [1, 2, 3]);
});

Deno.test("who can ask elsewhere does not wait for a breaker to close", async () => {
  const clock = new VirtualClock();
  const breaker = { failure_rate: 0.5, min_calls: 2, open_ms: 5000 };
  const config: ConfigFile = {
    ...CONFIG,
    providers: { ...CONFIG.providers, a: { ...CONFIG.providers!.a, breaker, limits: { concurrency: 1 } } },
  };
  const servers = { a: broken(), b: server(), c: server(), d: server() };
  await using registry = await open({ config, clock, offline: true, fetch: network(servers) });
  // All of them are on their way before the breaker opens.
  const answers = await Promise.all(Array.from({ length: 6 }, () => registry.complete(QUESTION)));
  const kinds = answers.map(({ outcome }) => outcome.failed.map(({ errorKind }) => errorKind).join());
  assert(kinds.includes("breaker_open"), String(kinds));
  assertEquals(clock.nowMs(), 0);
});

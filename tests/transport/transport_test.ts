import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Secret } from "../../src/base/mod.ts";
import type { CallEvent, JsonValue } from "../../src/spec/mod.ts";
import { endpointAt, HI } from "./loopback.ts";
import { ANSWER, BROKEN, kindsOf, M, settingsWith, travel } from "./travel.ts";

const LIMITED = { status: 429, headers: { "retry-after": "7" }, body: '{"error":{"message":"Slow down"}}' };
const types = (events: readonly CallEvent[]) => events.map(({ type }) => type);

const FORGOTTEN = { status: 401, body: '{"error":{"message":"no such key"}}' };

Deno.test("a call that is answered is one try, told from its hand-over to its end", async () => {
  const { call, until, events } = travel(() => ANSWER);
  const results = await until(call());
  assertEquals(kindsOf(results), ["ok"]);
  assertEquals(types(events), ["started", "ended"]);
  const ended = events[1];
  assertEquals(ended.type === "ended" && [ended.errorKind, ended.httpStatus, ended.usage?.outputTokens], [
    null,
    200,
    3,
  ]);
  assertEquals(results[0].note.caller, { inFlight: 1, queueMs: 0 });
});

Deno.test("a failure that can pass is tried again after a wait, which is noted and told", async () => {
  const { call, until, events, clock } = travel((request) => request < 3 ? BROKEN : ANSWER);
  const results = await until(call());
  assertEquals(kindsOf(results), ["server_error", "server_error", "ok"]);
  assertEquals(types(events), ["started", "ended", "retry", "started", "ended", "retry", "started", "ended"]);
  const waits = results.map(({ note }) => note.caller.retryWaitMs ?? 0);
  assertEquals(clock.nowMs(), waits[0] + waits[1] + waits[2]);
  const told = events.flatMap((event) => event.type === "retry" ? [[event.try, event.waitMs, event.errorKind]] : []);
  assertEquals(told, [[1, waits[1], "server_error"], [2, waits[2], "server_error"]]);
});

Deno.test("tries end when they are used up, and the same seed waits the same", async () => {
  const run = async (seed: string) => {
    const { call, until, clock, requests } = travel(() => BROKEN);
    assertEquals(kindsOf(await until(call({ seed }))).length, 4);
    assertEquals(requests(), 4);
    return clock.nowMs();
  };
  assertEquals(await run("a"), await run("a"));
  const { call, until } = travel(() => BROKEN);
  assertEquals((await until(call({ maxTries: 1 }))).length, 1);
});

Deno.test("a wait that the provider asks for holds back the calls of the others too", async () => {
  const { call, until, clock, transport } = travel((request) => request === 1 ? LIMITED : ANSWER);
  const first = call();
  await clock.advance(0);
  await clock.advance(0);
  const paused = transport.status().limits.find(({ scope }) => scope === "endpoint:m@local");
  assertEquals(paused?.paused?.untilMs, 7000);
  const second = call();
  assertEquals(kindsOf(await until(first)), ["rate_limited", "ok"]);
  const results = await until(second);
  assertEquals(kindsOf(results), ["ok"]);
  assertEquals(results[0].note.caller.queueMs! >= 7000, true);
});

Deno.test("a pause longer than any wait shuts the endpoint, and no call is made in vain", async () => {
  const long = { ...LIMITED, headers: { "retry-after": "3600" } };
  const { call, until, requests, transport, clock } = travel(() => long);
  assertEquals(kindsOf(await until(call())), ["rate_limited"]);
  const results = await until(call({ whenOpen: "wait" }));
  assertEquals([kindsOf(results), requests(), clock.nowMs()], [["breaker_open"], 1, 0]);
  assertEquals(transport.breaker(M).untilMs, 3_600_000);
});

Deno.test("an endpoint that keeps failing is left alone: later calls are refused and cost nothing", async () => {
  const { call, until, requests, transport, events } = travel(() => BROKEN, {
    settings: settingsWith({ retry: { maxTries: 1 }, breaker: { minCalls: 5, openMs: 1000 } }),
  });
  for (let turn = 0; turn < 5; turn++) await until(call());
  const results = await until(call());
  assertEquals([kindsOf(results), requests()], [["breaker_open"], 5]);
  const { outcome } = results[0];
  assertStringIncludes(
    outcome.ok ? "" : outcome.failure.message,
    'Cannot call "m@local" as its breaker is open: 5 of 5',
  );
  assertEquals(transport.breaker(M).state, "open");
  const moves = events.filter(({ type }) => type === "breaker");
  assertEquals(moves.map((event) => event.type === "breaker" && [event.scope, event.from, event.to, event.untilMs]), [
    ["m@local", "closed", "open", 1000],
  ]);
});

Deno.test("a hundred callers of a dead endpoint make few requests, whether they wait or not", async () => {
  for (const whenOpen of ["wait", "refuse"] as const) {
    const settings = settingsWith({ limits: { concurrency: 10 }, breaker: { minCalls: 10, openMs: 5000 } });
    const { call, until, requests } = travel(() => ({ ...BROKEN, afterMs: 20 }), { settings });
    const all = Array.from({ length: 100 }, (_, place) => call({ whenOpen, seed: `cell ${place}` }));
    const results = await until(Promise.all(all));
    assertEquals(
      new Set(results.map((tries) => kindsOf(tries).at(-1))).isSubsetOf(new Set(["breaker_open", "server_error"])),
      true,
    );
    // Ten that fail together, and then a probe each time the breaker is half-open.
    assertEquals(requests() <= (whenOpen === "wait" ? 20 : 15), true, `${requests()} requests`);
  }
});

Deno.test("who waits for a breaker goes when its one probe was answered", async () => {
  let isUp = false;
  const settings = settingsWith({ retry: { maxTries: 1 }, breaker: { minCalls: 2, openMs: 1000 } });
  const { call, until, requests, clock, atOnce } = travel(() => isUp ? { ...ANSWER, afterMs: 50 } : BROKEN, {
    settings,
  });
  await until(Promise.all([call(), call()]));
  isUp = true;
  const waiting = Array.from({ length: 20 }, () => call({ whenOpen: "wait" }));
  await clock.advance(999);
  assertEquals(requests(), 2);
  await clock.advance(1);
  assertEquals([requests(), atOnce()], [3, 1]);
  const results = await until(Promise.all(waiting));
  assertEquals(new Set(results.flatMap(kindsOf)), new Set(["ok"]));
  assertEquals(requests(), 22);
});

Deno.test("nobody waits for breakers longer than for all retries of a call, however often they open again", async () => {
  const breaker = { minCalls: 2, openMs: 1000, maxOpenMs: 1000 };
  const settings = settingsWith({ retry: { maxTries: 1, maxTotalWaitMs: 2500 }, breaker });
  const { call, until, clock } = travel(() => BROKEN, { settings });
  await until(Promise.all([call(), call()]));
  const ends = Array.from({ length: 6 }, async () => {
    const [kind] = kindsOf(await call({ whenOpen: "wait" }));
    return [kind, clock.nowMs()] as const;
  });
  const told = await until(Promise.all(ends));
  // A probe a second is theirs, two in all; then the next is further away than anybody may wait.
  assertEquals(told.filter(([kind]) => kind === "server_error").length, 2);
  assertEquals(told.filter(([kind]) => kind === "breaker_open").map(([, atMs]) => atMs), [2000, 2000, 2000, 2000]);
});

Deno.test("who waits for a breaker does not wait for the end of a probe whose answer is long", async () => {
  const settings = settingsWith({ retry: { maxTries: 1 }, breaker: { minCalls: 2 } });
  const long = { ...ANSWER, afterMs: 200_000 };
  const { call, until, clock } = travel((request) => request <= 2 ? BROKEN : request === 3 ? long : ANSWER, {
    settings,
  });
  for (let at = 0; at < 2; at++) await until(call());
  await clock.advance(5000);
  const probe = call();
  assertEquals(kindsOf(await until(call({ whenOpen: "wait" }))), ["ok"]);
  assertEquals(clock.nowMs(), 10_000);
  assertEquals(kindsOf(await until(probe)), ["ok"]);
});

Deno.test("a refused key shuts its credential for every endpoint that uses it, until somebody says otherwise", async () => {
  const credential = new Secret("openai/work", "sk-not-a-real-key");
  const a = endpointAt("http://x", { key: "a@openai", provider: "openai", credential });
  const b = endpointAt("http://x", { key: "b@openai", provider: "openai", credential });
  const other = endpointAt("http://x", { key: "b@other", provider: "other", credential: null });
  let isMended = false;
  const { call, until, requests, transport } = travel(() =>
    isMended ? ANSWER : { status: 401, body: '{"error":{"message":"bad key sk-not-a-real-key"}}' }
  );
  assertEquals(kindsOf(await until(call({ endpoint: a }))), ["auth"]);
  const results = await until(call({ endpoint: b, whenOpen: "wait" }));
  assertEquals([kindsOf(results), requests()], [["breaker_open"], 1]);
  const { outcome } = results[0];
  const message = outcome.ok ? "" : outcome.failure.message;
  assertStringIncludes(
    message,
    'Cannot call "b@openai" as its credential "openai/work" was refused: auth (status 401)',
  );
  assertEquals(message.includes("sk-not-a-real-key"), false);
  isMended = true;
  assertEquals(kindsOf(await until(call({ endpoint: other }))), ["ok"]);
  const { state, untilMs } = transport.breaker(b);
  assertEquals([state, untilMs], ["open", 300_000]);
  const scope = transport.status().breakers.find(({ state }) => state === "open")!.scope;
  assertStringIncludes(scope, "credential:");
  transport.reset(scope);
  assertEquals(kindsOf(await until(call({ endpoint: b }))), ["ok"]);
});

Deno.test("a shut credential is tried again by one call when its time is over", async () => {
  const credential = new Secret("openai/work", "sk-not-a-real-key");
  const endpoint = endpointAt("http://x", { credential });
  const { call, until, requests, clock } = travel(() => ({ status: 401, body: "{}" }));
  await until(call({ endpoint }));
  await clock.advance(300_000);
  const kinds = (await until(Promise.all([call({ endpoint }), call({ endpoint }), call({ endpoint })]))).map(kindsOf);
  assertEquals(kinds, [["auth"], ["breaker_open"], ["breaker_open"]]);
  assertEquals(requests(), 2);
});

Deno.test("a proxy that forgets a key now and then does not shut what has been answered", async () => {
  const credential = new Secret("openai/work", "sk-not-a-real-key");
  const endpoint = endpointAt("http://x", { credential });
  const said = [ANSWER, FORGOTTEN, FORGOTTEN, ANSWER, FORGOTTEN, FORGOTTEN, FORGOTTEN];
  const { call, until, transport } = travel((request) => said[request - 1]);
  for (const { status } of said) {
    assertEquals(transport.breaker(endpoint).state, "closed");
    assertEquals(kindsOf(await until(call({ endpoint }))), [status === undefined ? "ok" : "auth"]);
  }
  assertEquals(transport.breaker(endpoint).state, "open");
});

Deno.test("calls that are too dear, or whose input is flagged, leave the credential to others", async () => {
  const credential = new Secret("openrouter/work", "sk-not-a-real-key");
  const [a, b] = ["a", "b"].map((key) => endpointAt("http://x", { key: `${key}@openrouter`, credential }));
  const dear = '{"error":{"message":"too dear","code":402,"metadata":{"limit_source":"openrouter_credits"}}}';
  const flagged = '{"error":{"message":"not allowed here","code":403}}';
  const { call, until } = travel((request) =>
    request % 3 === 1 ? { status: 402, body: dear } : request % 3 === 2 ? { status: 403, body: flagged } : ANSWER
  );
  const kinds = [];
  for (let at = 0; at < 9; at++) kinds.push(...kindsOf(await until(call({ endpoint: at % 2 === 0 ? a : b }))));
  assertEquals(kinds, Array(3).fill(["payment", "permission", "ok"]).flat());
});

Deno.test("an account without money is left alone after three calls in a row", async () => {
  const credential = new Secret("openrouter/work", "sk-not-a-real-key");
  const endpoint = endpointAt("http://x", { credential });
  const { call, until, requests } = travel(() => ({ status: 402, body: '{"error":{"message":"no","code":402}}' }));
  for (let at = 0; at < 5; at++) await until(call({ endpoint }));
  assertEquals(requests(), 3);
});

Deno.test("an endpoint that refuses every call with 403 is left alone, and no other", async () => {
  const credential = new Secret("openai/work", "sk-not-a-real-key");
  const [a, b] = ["a", "b"].map((key) => endpointAt("http://x", { key: `${key}@openai`, credential }));
  const { call, until, transport } = travel(() => ({ status: 403, body: '{"error":{"message":"no"}}' }));
  for (let at = 0; at < 10; at++) await until(call({ endpoint: a }));
  assertEquals([transport.breaker(a).state, transport.breaker(b).state], ["open", "closed"]);
});

Deno.test("without a credential, a refusal shuts the endpoint", async () => {
  const { call, until, requests } = travel(() => ({ status: 401, body: "{}" }));
  assertEquals(kindsOf(await until(call())), ["auth"]);
  assertEquals([kindsOf(await until(call())), requests()], [["breaker_open"], 1]);
});

Deno.test("a wait is not made while a permit is held", async () => {
  const settings = settingsWith({ limits: { concurrency: 1 }, retry: { baseMs: 60_000, maxMs: 60_000 } });
  const { call, until, clock } = travel((request) => request === 1 ? BROKEN : ANSWER, { settings });
  const retried = call();
  await clock.advance(0);
  await clock.advance(0);
  const other = call();
  assertEquals(kindsOf(await until(other)), ["ok"]);
  assertEquals(clock.nowMs() < 1000, true);
  assertEquals(kindsOf(await until(retried)), ["server_error", "ok"]);
});

Deno.test("limits that responses tell of are learned for the endpoint, and told", async () => {
  const headers = { "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59" };
  const { call, until, transport, events } = travel(() => ({ ...ANSWER, headers }));
  await until(call());
  const told = events.find(({ type }) => type === "limits");
  assertEquals(told?.type === "limits" && told.limits.limits[0].remaining, 59);
  const levels = transport.status().limits.find(({ scope }) => scope === "endpoint:m@local")?.limits ?? [];
  assertEquals(levels.map(({ value, source, remaining }) => [value, source, remaining]), [[60, "provider", 59]]);
});

Deno.test("of many responses at once one is learned from, and a refusal always", async () => {
  const headers = { "x-ratelimit-limit-requests": "600", "x-ratelimit-remaining-requests": "500" };
  const sayings = [ANSWER, ANSWER, ANSWER, { status: 429, body: "{}" }];
  const { call, until, events, clock } = travel((request) => ({ ...sayings[(request - 1) % 4], headers }));
  const told = () => events.filter(({ type }) => type === "limits").length;
  await until(Promise.all([call(), call(), call()]));
  assertEquals(told(), 1);
  await until(call({ maxTries: 1 }));
  assertEquals(told(), 2);
  await clock.advance(100);
  await until(call());
  assertEquals(told(), 3);
});

Deno.test("who has to queue is told when he begins and when he goes, with his lane", async () => {
  const settings = settingsWith({ limits: { concurrency: 1 } });
  const { call, until, events } = travel(() => ({ ...ANSWER, afterMs: 300 }), { settings });
  const [, second] = await until(Promise.all([call(), call({ lane: "bulk" })]));
  const queued = events.find(({ type }) => type === "queued");
  const dequeued = events.find(({ type }) => type === "dequeued");
  assertEquals(queued?.type === "queued" && queued.lane, "bulk");
  assertEquals(dequeued?.type === "dequeued" && [dequeued.lane, dequeued.queueMs, dequeued.permitted], [
    "bulk",
    300,
    true,
  ]);
  assertEquals(second[0].note.caller.queueMs, 300);
});

Deno.test("a wait for a permit that is called off is told too", async () => {
  const settings = settingsWith({ limits: { concurrency: 1 } });
  const { call, clock, until, events } = travel(() => ({ ...ANSWER, afterMs: 300 }), { settings });
  const first = call();
  await clock.advance(0);
  const controller = new AbortController();
  const second = assertRejects(() => call({ signal: controller.signal }), Error, "enough");
  await clock.advance(0);
  await clock.advance(100);
  controller.abort(new Error("enough"));
  await second;
  const dequeued = events.find(({ type }) => type === "dequeued");
  assertEquals(dequeued?.type === "dequeued" && [dequeued.queueMs, dequeued.permitted], [100, false]);
  assertEquals(kindsOf(await until(first)), ["ok"]);
});

Deno.test("a call that no limit lets through is refused at once, and nothing is sent", async () => {
  const settings = settingsWith({ limits: { tokensPerMinute: 100 } });
  const { call, until, requests, events } = travel(() => ANSWER, { settings });
  const results = await until(call({ estimate: { inputTokens: 90, outputTokens: 20 } }));
  assertEquals([kindsOf(results), requests()], [["budget_exceeded"], 0]);
  assertEquals(types(events), ["ended"]);
});

Deno.test("the calls of a transport stay within its budget", async () => {
  const budget = { id: "budget:run", usd: "0.01" };
  const { call, until, requests } = travel(() => ANSWER, { budget });
  const options = { estimate: { usd: "0.004" }, price: () => "0.004" };
  const kinds = [];
  for (let turn = 0; turn < 4; turn++) kinds.push(...kindsOf(await until(call(options))));
  assertEquals([kinds, requests()], [["ok", "ok", "budget_exceeded", "budget_exceeded"], 2]);
});

Deno.test("a listener that throws breaks nothing", async () => {
  const { call, until } = travel((request) => request === 1 ? BROKEN : ANSWER, {
    onEvent: () => {
      throw new Error("a bug");
    },
  });
  assertEquals(kindsOf(await until(call())), ["server_error", "ok"]);
});

Deno.test("what tools were called with is told, and whether it is JSON", async () => {
  const calls = ['{"a":1}', "{oops"].map((args, index) => ({
    index,
    id: `call_${index}`,
    type: "function",
    function: { name: "f", arguments: args },
  }));
  const body = JSON.stringify({
    choices: [{ message: { content: null, tool_calls: calls }, finish_reason: "tool_calls" }],
  });
  const { call, until, events } = travel(() => ({ body }));
  const tools = [{ name: "f", parameters: { type: "object" } }];
  await until(call({ request: { ...HI, stream: false, tools } }));
  const ended = events.find(({ type }) => type === "ended");
  assertEquals(ended?.type === "ended" && ended.tools, { offered: true, calls: 2, valid: 1 });
});

Deno.test("an error of the caller's own making goes through, and leaves nothing behind", async () => {
  const { call, until, transport } = travel(() => ANSWER, { settings: settingsWith({ limits: { concurrency: 1 } }) });
  const note = () => ({ caller: {}, beforeLive: () => Promise.reject(new RangeError("mine")) });
  await assertRejects(() => until(call({ note })), RangeError, "mine");
  assertEquals(kindsOf(await until(call())), ["ok"]);
  assertEquals(transport.status().limits.map(({ inFlight }) => inFlight), [0, 0]);
});

Deno.test("what is put around an exchange may make it again as long as nothing was sent", async () => {
  const { call, until, requests, clock } = travel(() => ANSWER);
  let turns = 0;
  const results = await until(call({
    around: async (_, make) => {
      if (++turns === 1) await clock.sleep(10);
      return await make();
    },
  }));
  assertEquals([kindsOf(results), requests(), turns], [["ok"], 1, 1]);
});

Deno.test("a refusal is kept as a decision, with all that its row is made from", async () => {
  const decisions: { name: string; choice: JsonValue; reason: string }[] = [];
  const { call, until, transport } = travel(() => ({ status: 401, body: "{}" }));
  await until(call());
  const results = await until(call({
    decide: (name, make) => {
      const decision = make();
      decisions.push({ name, ...decision });
      return Promise.resolve({ ...decision, reason: "[scrubbed]" });
    },
  }));
  const at = "2026-11-21T00:00:00.000Z";
  assertEquals(decisions.map(({ name, choice }) => [name, choice]), [
    ["refuse/m@local/1", { kind: "breaker_open", openedBy: "auth", at, queueMs: 0 }],
  ]);
  const { outcome, note } = results[0];
  assertEquals([outcome.ok ? "" : outcome.failure.message, note.startedAt, note.key], ["[scrubbed]", at, null]);
  assertEquals(transport.breaker(M).state, "open");
});

Deno.test("what a session before has kept of the same refusal is what this one tells, as a replay will", async () => {
  const { call, until } = travel(() => ({ status: 401, body: "{}" }));
  await until(call());
  const choice = { kind: "budget_exceeded", at: "2026-11-20T00:00:00.000Z", queueMs: 7, retryWaitMs: 9 };
  const decide = () => Promise.resolve({ choice, reason: "the money was spent" });
  const [{ outcome, note: { startedAt, caller } }] = await until(call({ decide }));
  assertEquals(outcome.ok ? null : [outcome.failure.kind, outcome.failure.message], [
    "budget_exceeded",
    "the money was spent",
  ]);
  assertEquals({ startedAt, caller }, { startedAt: choice.at, caller: { queueMs: 7, retryWaitMs: 9 } });
});

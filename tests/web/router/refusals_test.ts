import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import type { SimulatedFailure } from "../../../src/provider/simulated/mod.ts";
import { callRefusal } from "../../../src/web/router/_call_refusal.ts";
import { CallError } from "../../../src/routing/mod.ts";
import type { CallFailure, ErrorKind, RouteAudit } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { chunksOf, network, QUESTION, router, server, simulatedAt, textOf } from "./_world.ts";

interface Told {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly param: string | null;
  readonly message: string;
  readonly retry: string | null;
}

async function told(response: Response): Promise<Told> {
  const { error } = await response.json();
  return { ...error, status: response.status, retry: response.headers.get("x-should-retry") };
}

Deno.test("a body that cannot be read is refused in OpenAI's terms, and nothing is called", async () => {
  await using world = await router({ fetch: () => Promise.reject(new Error("Nothing is to be called")) });
  const { status, code, type, retry } = await told(await world.post("{"));
  assertEquals([status, code, type, retry], [400, "invalid_json", "invalid_request_error", "false"]);
  const two = await told(await world.post({ ...QUESTION, n: 2 }));
  assertEquals([two.status, two.code, two.param], [400, "unsupported_parameter", "n"]);
  const form = await told(await world.post(QUESTION, { "content-type": "text/plain" }));
  assertEquals([form.status, form.code], [415, "unsupported_media_type"]);
});

Deno.test("another method than POST is told which one is taken", async () => {
  await using world = await router({ fetch: () => Promise.reject(new Error("Nothing is to be called")) });
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    const response = await world.handle(new Request("http://localhost/v1/chat/completions", { method }));
    assertEquals(response.headers.get("allow"), "POST");
    const { status, code, message, retry } = await told(response);
    assertEquals([status, code, retry], [405, "method_not_allowed", "false"]);
    assertStringIncludes(message, `current value is "${method}"`);
  }
});

Deno.test("a model that is nowhere is told as OpenAI tells it, with what could be meant", async () => {
  await using world = await router();
  const { status, code, param, message } = await told(await world.post({ ...QUESTION, model: "simulated/quikc" }));
  assertEquals([status, code, param], [404, "model_not_found", "model"]);
  assertStringIncludes(message, "simulated/quikc");
  const elsewhere = await told(await world.post({ ...QUESTION, model: "simulated/quick@nowhere" }));
  assertEquals([elsewhere.status, elsewhere.code], [404, "model_not_found"]);
});

Deno.test("a name that is longer than any is neither looked for nor repeated", async () => {
  await using world = await router();
  const long = "simulated/" + "quick".repeat(20_000);
  const model = await told(await world.post({ ...QUESTION, model: long }));
  assertEquals([model.status, model.code, model.param, model.retry], [404, "model_not_found", "model", "false"]);
  assertStringIncludes(model.message, "longer than 300 characters");
  assert(model.message.length < 300, model.message);
  const pin = await told(await world.post(QUESTION, { "x-tapedeck-pin": long }));
  assertEquals([pin.status, pin.code], [400, "invalid_value"]);
  assert(pin.message.length < 400, pin.message);
});

Deno.test("where no endpoint may be asked, the answer says of each why not", async () => {
  const alpha = server({ capability: { refuses: ["tools", "tool_choice"] } });
  await using world = await router({ fetch: network({ alpha }) });
  const tools = [{ type: "function", function: { name: "f", parameters: { type: "object" } } }];
  const { status, code, message, retry } = await told(await world.post({ ...QUESTION, tools }));
  assertEquals([status, code, retry], [404, "no_endpoint", "false"]);
  assertStringIncludes(message, "simulated/quick@alpha");
  assertStringIncludes(message, "tools");
});

Deno.test("a file goes to no endpoint that could not be sent it", async () => {
  const config = {
    providers: { beta: { kind: "anthropic", base_url: "http://beta/anthropic/v1" } },
    endpoints: [{ key: "me/claude@beta", model: "simulated/quick" }],
  };
  await using world = await router({
    config,
    fetch: network({ beta: server() }),
    credentials: { beta: "sk-ant-test-1" },
  });
  const file = { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } };
  const messages = [{ role: "user", content: [{ type: "text", text: "What is this?" }, file] }];
  const { status, code, message } = await told(await world.post({ model: "me/claude", messages, max_tokens: 20 }));
  assertEquals([status, code], [404, "no_endpoint"]);
  assertStringIncludes(message, "parts of the request are written in openai-chat");
});

Deno.test("a policy or a profile that there is none of is the client's mistake", async () => {
  await using world = await router();
  for (const header of ["x-tapedeck-policy", "x-tapedeck-profile"]) {
    const { status, code, message } = await told(await world.post(QUESTION, { [header]: "nonsense" }));
    assertEquals([status, code], [400, "invalid_request"]);
    assertStringIncludes(message, "nonsense");
  }
});

Deno.test("headers say how the call is made; a misspelt one is told", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = simulatedAt("alpha", "beta");
  const fetch = network({ alpha: server(), beta: server() });
  await using world = await router({ config, fetch, cassette, mode: "record" });
  const response = await world.post(QUESTION, {
    "x-tapedeck-pin": "simulated/quick@beta",
    "x-tapedeck-scope": "mine",
    "x-tapedeck-run": "run-1",
    "x-tapedeck-policy": "latency",
    "x-tapedeck-lane": "bulk",
  });
  const { x_tapedeck: facts } = await response.json();
  assertEquals(facts.endpoint, "simulated/quick@beta");
  const lines = (await Deno.readTextFile(cassette)).trim().split("\n").map((line) => JSON.parse(line));
  assert(lines.some(({ scope, run }) => scope === "mine/1" && run === "run-1"));
  const misspelt = await told(await world.post(QUESTION, { "x-tapedeck-polcy": "cost" }));
  assertEquals([misspelt.status, misspelt.code, misspelt.param], [400, "unknown_header", "x-tapedeck-polcy"]);
  assertStringIncludes(misspelt.message, "x-tapedeck-policy");
  const wrong = [
    ["x-tapedeck-lane", "fast", "must be interactive, normal or bulk"],
    ["x-tapedeck-on-content-filter", "yes", "must be true or false"],
    ["x-tapedeck-max-cost-usd", "cheap", "must be US dollars such as 0.01"],
    ["x-tapedeck-scope", "", "must be a text of 1 to 2,000 characters"],
  ] as const;
  for (const [header, value, rule] of wrong) {
    const { status, param, message } = await told(await world.post(QUESTION, { [header]: value }));
    assertEquals([status, param], [400, header]);
    assertEquals(message, `Cannot read the header ${header} as it ${rule}: current value is "${value}"`);
  }
});

Deno.test("the most that a call may cost is a need of it", async () => {
  const alpha = server({ price: { inputUsd: "0.01", outputUsd: "0.01" } });
  await using world = await router({ fetch: network({ alpha }) });
  const { code, message } = await told(
    await world.post({ ...QUESTION, max_tokens: 100 }, { "x-tapedeck-max-cost-usd": "0.001" }),
  );
  assertEquals(code, "no_endpoint");
  assertStringIncludes(message, "(raise the most US dollars that the call may cost from 0.001 to ");
});

const FAILURES: readonly (readonly [SimulatedFailure, status: number, code: string, retry: string | null])[] = [
  [{ kind: "server_error", every: 1 }, 502, "server_error", null],
  [{ kind: "overloaded", every: 1 }, 503, "overloaded", null],
  [{ kind: "malformed", every: 1 }, 502, "malformed_response", null],
];

Deno.test("a failure of the provider is one that clients try again, streamed or not, with what it cost", async () => {
  for (const [failure, status, code, retry] of FAILURES) {
    // Of what is no answer, a stream has told a part before that is seen.
    for (const stream of failure.kind === "malformed" ? [false] : [false, true]) {
      const fetch = network({ alpha: server({ failures: [failure], latency: { ttftMs: 0, tokensPerSecond: 1e6 } }) });
      await using world = await router({
        config: { providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1", retry: { max_tries: 1 } } } },
        fetch,
      });
      const response = await world.post({ ...QUESTION, stream });
      const answer = await told(response);
      assertEquals([answer.status, answer.code, answer.retry], [status, code, retry]);
      assertEquals(response.headers.get("content-type"), "application/json");
      assertStringIncludes(answer.message, "simulated/quick@alpha");
    }
  }
});

Deno.test("how long a provider asks to wait is carried over", async () => {
  const alpha = server({ failures: [{ kind: "rate_limit", afterMs: 2500, every: 1 }] });
  const config = { providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1", retry: { max_tries: 1 } } } };
  await using world = await router({ config, fetch: network({ alpha }) });
  const response = await world.post(QUESTION);
  const { headers } = response;
  const { status, type, code, retry } = await told(response);
  assertEquals([status, type, code, retry], [429, "rate_limit_error", "rate_limit_exceeded", null]);
  assertEquals([headers.get("retry-after"), headers.get("retry-after-ms")], ["3", "2500"]);
});

Deno.test("a request that is not on the tape has a status that no client tries again", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  {
    await using world = await router({ cassette, mode: "record" });
    assertEquals((await world.post(QUESTION)).status, 200);
  }
  await using world = await router({ cassette, mode: "replay" });
  const other = { ...QUESTION, messages: [{ role: "user", content: "Another question" }] };
  for (const stream of [false, true]) {
    const { status, code, retry } = await told(await world.post({ ...other, stream }));
    assertEquals([status, code, retry], [418, "cassette_miss", "false"]);
  }
});

Deno.test("a budget that is used up refuses the call, and says so", async () => {
  const config = {
    providers: { alpha: { kind: "simulated", base_url: "http://alpha/v1" } },
    endpoints: [{
      key: "me/mine@alpha",
      model: "simulated/quick",
      price: { input_per_1m_usd: "100", output_per_1m_usd: "1000" },
    }],
  };
  await using world = await router({ config, budgetUsd: "0.03" });
  const asked = { ...QUESTION, model: "me/mine", max_tokens: 8 };
  let response = await world.post(asked);
  assertEquals(response.status, 200);
  for (let calls = 1; response.status === 200 && calls < 10; calls++) response = await world.post(asked);
  const { status, code, type, retry, message } = await told(response);
  assertEquals([status, code, type, retry], [402, "budget_exceeded", "insufficient_quota", "false"]);
  assertMatch(message, /the budget is 0\.03 USD, [\d.]+ of it is spent/);
});

Deno.test("a stream that breaks off ends with an error event, and not as an answer does", async () => {
  const alpha = server({ failures: [{ kind: "mid_stream", every: 1 }] });
  const beta = server();
  await using world = await router({ config: simulatedAt("alpha", "beta"), fetch: network({ alpha, beta }) });
  const response = await world.post({ ...QUESTION, stream: true }, { "x-tapedeck-pin": "simulated/quick@alpha" });
  assertEquals(response.status, 200);
  const chunks = chunksOf(await response.text());
  const last = chunks.at(-1);
  assert(textOf(chunks.slice(0, -1)).length > 0);
  assertEquals(last.choices[0].finish_reason, "error");
  assertEquals(typeof last.error.message, "string");
  assertEquals(last.x_tapedeck.attempts, 1);
  assert(!chunks.includes("[DONE]"));
  assertEquals(world.bugs, []);
});

const AUDIT = { policy: "cost" } as RouteAudit;

function refusalOf(kind: ErrorKind) {
  const failure: CallFailure = {
    kind,
    message: "m",
    decision: { retry: "no" },
    httpStatus: null,
    code: null,
    midStream: false,
    latencyMs: null,
  };
  const outcome = { answered: null, failed: [] };
  return callRefusal(new CallError("m", { failure, attempts: [], audit: AUDIT, outcome, costUsd: "0" }))!;
}

Deno.test("what would be the same the next time has a status that the official clients do not try again", () => {
  const again = (status: number) => status >= 500 || [408, 409, 429].includes(status);
  const same: ErrorKind[] = [
    "auth",
    "permission",
    "payment",
    "not_found",
    "invalid_request",
    "context_length",
    "content_filter",
    "cassette_miss",
    "recording_expired",
    "unrecordable",
    "budget_exceeded",
    "no_endpoint",
  ];
  for (const kind of same) assert(!again(refusalOf(kind).status), kind);
  const passing: ErrorKind[] = ["rate_limited", "overloaded", "server_error", "timeout", "connection", "breaker_open"];
  for (const kind of passing) assert(again(refusalOf(kind).status), kind);
  // The client's own key is not meant.
  assert(!["auth", "permission"].some((kind) => [401, 403].includes(refusalOf(kind as ErrorKind).status)));
});

Deno.test("an error that nobody foresaw is not told to the client", () => {
  assertEquals(callRefusal(new TypeError("secret")), null);
});

/** Hosts of which the cheapest, alpha, has a key of its own. */
function keyed(...hosts: string[]): ConfigFile {
  return {
    providers: {
      alpha: { kind: "simulated", base_url: "http://alpha/v1", credential: "alpha/main" },
      ...Object.fromEntries(hosts.map((host) => [host, { kind: "simulated", base_url: `http://${host}/v1` }])),
    },
    credentials: { "alpha/main": { env: "KEY_OF_ALPHA" } },
    endpoints: ["alpha", ...hosts].map((host, i) => ({
      key: `me/mine@${host}`,
      model: "simulated/quick",
      price: { input_per_1m_usd: String(i + 1), output_per_1m_usd: String(i + 1) },
    })),
    routing: { policy: "cost" },
  };
}

const MINE = { ...QUESTION, model: "me/mine", max_tokens: 8 };

Deno.test("an endpoint whose key is in no variable is passed over, and a replay knows it", async () => {
  using dir = tempDir();
  const options = { config: keyed("beta"), cassette: `${dir.path}/tape.jsonl` };
  const costs = new Set<string>();
  for (const mode of ["record", "replay"] as const) {
    await using world = await router({ ...options, mode, fetch: network({ alpha: server(), beta: server() }) });
    for (const stream of [false, true]) {
      const response = await world.post({ ...MINE, stream });
      assertEquals(response.status, 200);
      const said = stream ? chunksOf(await response.text()).at(-2) : await response.json();
      const { endpoint, source, failed, cost_usd: costUsd } = said.x_tapedeck;
      assertEquals([endpoint, source], ["me/mine@beta", mode === "record" ? "live" : "replay"]);
      assertEquals(failed, [{ endpoint: "me/mine@alpha", kind: "auth" }]);
      costs.add(costUsd);
    }
  }
  // What was not asked costs nothing.
  assertEquals([costs.size, costs.has("0")], [1, false]);
});

Deno.test("where no endpoint is left, a key that is not there is the router's own fault, and its variable is named", async () => {
  await using world = await router({ config: keyed(), fetch: network({ alpha: server() }) });
  for (const stream of [false, true]) {
    const response = await world.post({ ...MINE, stream });
    assertEquals(response.headers.get("x-tapedeck-error"), "provider_auth");
    const { status, code, message, retry } = await told(response);
    assertEquals([status, code, retry], [424, "provider_auth", "false"]);
    assertStringIncludes(message, "the environment variable KEY_OF_ALPHA is not set");
  }
});

Deno.test("a key that was refused is told in the same way while nobody is asked with it, live and in a replay", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const refuses = () =>
    Promise.resolve(
      Response.json({ error: { message: "Incorrect API key", code: "invalid_api_key" } }, { status: 401 }),
    );
  for (const mode of ["record", "replay"] as const) {
    let asked = 0;
    await using world = await router({
      config: keyed(),
      cassette,
      mode,
      credentials: { "alpha/main": "key-of-a-test-0123" },
      fetch: (input, init) =>
        new Request(input, init).method === "POST"
          ? (asked++, refuses())
          : Promise.reject(new TypeError("fetch failed")),
    });
    const kinds = [];
    for (const scope of ["first", "second", "third"]) {
      const response = await world.post(MINE, { "x-tapedeck-scope": scope });
      kinds.push((await response.clone().json()).x_tapedeck.kind);
      const { status, code, type, retry, message } = await told(response);
      assertEquals([status, code, type, retry], [424, "provider_auth", "invalid_request_error", "false"]);
      assertStringIncludes(message, "alpha");
    }
    assertEquals([kinds, asked], [["auth", "breaker_open", "breaker_open"], mode === "record" ? 1 : 0]);
  }
});

Deno.test("where files are on the router's machine is not told, but which file it is", async () => {
  using dir = tempDir();
  const ledger = `${dir.path}/my ledgers/calls.sqlite`;
  await Deno.mkdir(ledger, { recursive: true });
  const env = (name: string) => name === "TAPEDECK_LEDGER" ? ledger : undefined;
  const credentials = { "alpha/main": { file: `${dir.path}/my keys/alpha.key` } };
  const worlds = [
    [{ env }, "router_failed", '"…/calls.sqlite"'],
    [{ config: { ...keyed(), credentials } }, "provider_auth", '"…/alpha.key"'],
  ] as const;
  for (const [options, code, file] of worlds) {
    await using world = await router({ fetch: network({ alpha: server() }), ...options });
    const response = await world.post(code === "provider_auth" ? MINE : QUESTION);
    const text = await response.clone().text();
    assert(!text.includes(dir.path), text);
    const refused = await told(response);
    assertEquals([refused.status, refused.code], [424, code]);
    assertStringIncludes(refused.message, file);
  }
});

Deno.test("addresses are told whole", () => {
  const message = 'Cannot POST "/v1/chat/completions" of https://api.example/v1/models, see /v1/responses or a/b';
  assertEquals(callRefusal(new UserError(message))?.message, message);
  const paths = "Cannot read C:\\Users\\me\\key.txt or /home/me/key.txt (mkdir '/proc/x') or \"D:\\my keys\\a.key\"";
  const names = "Cannot read …/key.txt or …/key.txt (mkdir '…/x') or \"…/a.key\"";
  assertEquals(callRefusal(new UserError(paths))?.message, names);
});

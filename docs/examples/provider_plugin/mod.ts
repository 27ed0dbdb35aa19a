/**
 * A provider from outside. It stands for a kind that is common: a job runner that takes OpenAI's body in an envelope
 * (`{ "input": … }`) and gives the answer back in one (`{ "output": … }`). Check it with
 * `tapedeck provider check docs/examples/provider_plugin/mod.ts --golden docs/examples/provider_plugin/golden`.
 * @module
 */
import {
  Decimal,
  defineProvider,
  type JsonObject,
  type JsonValue,
  type ModelPage,
  type ModelPageFacts,
  openaiChat,
  type ProviderAdapter,
  readModelPage,
  type Refusal,
  type WireFormat,
} from "@tapedeck/tapedeck";

/** Where another format does most of the work, it is asked to: what is translated here is the envelope alone. */
const format: WireFormat = {
  name: "envelope-chat",
  authorize: (secret) => ({ "x-runner-key": secret }),
  toWire(request, endpoint) {
    const wire = openaiChat.toWire(request, endpoint);
    return { ...wire, path: "/jobs", body: { input: wire.body } };
  },
  fromWire(response) {
    const text = new TextDecoder().decode(response.body);
    const body = new TextEncoder().encode(text.split("\n").map(openedLine).join("\n"));
    return openaiChat.fromWire({ ...response, body });
  },
  fromRequest(body, path) {
    return openaiChat.fromRequest(isObject(body.input) ? body.input : {}, path);
  },
};

/**
 * A line without its envelope. It is filled up with spaces, so that every byte behind it stays where it was: the times
 * of a stream's chunks are kept by their places.
 */
function openedLine(line: string): string {
  const start = line.startsWith("data: ") ? "data: " : "";
  const value = parsed(line.slice(start.length));
  if (!isObject(value) || !isObject(value.output)) return line;
  const opened = start + JSON.stringify(value.output);
  return opened + " ".repeat(Math.max(0, byteLength(line) - byteLength(opened)));
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Its list is OpenAI's with two fields more: the context, and a price in dollars per million tokens. */
function readModels(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const list = readModelPage("openai", page, facts);
  const models = list.models.map((record) => {
    const { context, usd_per_million: usd } = record.extra;
    const contextTokens = Number.isSafeInteger(context) && Number(context) > 0 ? Number(context) : null;
    const rates = isObject(usd) ? { inputUsd: perToken(usd.input), outputUsd: perToken(usd.output) } : null;
    const { inputUsd, outputUsd } = rates ?? { inputUsd: null, outputUsd: null };
    const price = inputUsd === null || outputUsd === null ? null : { kind: "tokens" as const, inputUsd, outputUsd };
    return { ...record, contextTokens, price };
  });
  return { ...list, models };
}

/** Exact: no float is multiplied. */
function perToken(usdPerMillion: JsonValue | undefined): string | null {
  if (typeof usdPerMillion !== "string" || !/^\d+(\.\d+)?$/.test(usdPerMillion)) return null;
  return Decimal.parse(usdPerMillion).times(Decimal.parse("0.000001")).toString();
}

function refusal(one: Refusal) {
  const headers = { "content-type": "application/json" };
  const body = (message: string, type: string) => JSON.stringify({ error: { message, type } });
  switch (one.kind) {
    case "rate_limit":
      return {
        status: 429,
        headers: { ...headers, "retry-after": String(Math.ceil(one.afterMs / 1000)) },
        body: body("Too many jobs", "rate_limit_error"),
      };
    case "overloaded":
      return { status: 503, headers, body: body("No worker is free", "overloaded_error") };
    case "server_error":
      return { status: one.status, headers, body: body("The job failed", "server_error") };
  }
}

const provider: ProviderAdapter = defineProvider({
  version: 1,
  key: "job-runner",
  name: "Job runner",
  origin: "https://runner.example",
  basePath: "/v2",
  wire: "envelope-chat",
  format,
  doors: [{ wire: "openai-chat", basePath: "/openai/v1" }],
  auth: { header: "x-runner-key", prefix: "" },
  keyEnv: ["JOB_RUNNER_KEY"],
  models: { url: "/models", needsKey: true, read: readModels, lifetimeMs: 3_600_000 },
  health: { url: "/health", method: "GET", needsKey: false },
  limits: { concurrency: 8 },
  dialect: { renames: {}, refuses: ["min_p"] },
  embeddings: null,
  keyShapes: [{
    name: "job-runner-key",
    prefix: "jr_live_",
    pattern: "jr_live_[A-Za-z0-9]{32}",
    example: "jr_live_0Filler0Filler0Filler0Filler0Fil",
  }],
  errors: {
    refusal,
    streamError: () => 'data: {"output":{"error":{"message":"The job failed","type":"server_error"}}}\n\n',
  },
  quirks: ["A job that finds no worker for a minute is refused."],
});

export default provider;

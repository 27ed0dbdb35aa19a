import { assert, assertEquals, assertMatch } from "@std/assert";
import { modelPageReaders } from "../../../src/catalog/mod.ts";
import { endpointOf, findProvider, providerRows, wireFormat } from "../../../src/provider/mod.ts";
import type { ChatRequest, ProviderAdapter } from "../../../src/spec/mod.ts";

const HOUR_MS = 3_600_000;
const LOCAL = ["ollama", "lmstudio", "openai-compatible", "llama-cpp", "simulated"];

function bodyFor(provider: string, request: Partial<ChatRequest>) {
  const endpoint = endpointOf(findProvider(provider), { model: "a/m", baseUrl: "http://127.0.0.1:1" });
  return wireFormat(endpoint.wire).toWire({ messages: [], stream: false, ...request }, endpoint);
}

Deno.test("the table has every provider that there must be", () => {
  const keys = providerRows.map(({ key }) => key);
  const named = "openrouter requesty openai anthropic gemini mistral groq cohere together cerebras ollama lmstudio " +
    "openai-compatible perplexity xai deepinfra vercel simulated";
  for (const name of named.split(" ")) assert(keys.includes(name), name);
  assertEquals(new Set(keys).size, keys.length);
});

Deno.test("every list has a reader, and is as long fresh as lists of its kind are", () => {
  for (const { key, models } of providerRows) {
    if (models === null) continue;
    assert(typeof models.read === "string" && modelPageReaders().includes(models.read), key);
    const hours = key === "openrouter" ? 6 : 1;
    assertEquals(models.lifetimeMs, LOCAL.includes(key) ? HOUR_MS / 12 : hours * HOUR_MS, key);
  }
});

Deno.test("whoever needs a key says where it stands and how it goes out", () => {
  for (const { key, auth, keyEnv, models, health } of providerRows) {
    assertEquals(auth === null, LOCAL.includes(key), key);
    if (auth !== null) assert(keyEnv.length > 0, key);
    if (LOCAL.includes(key)) assert(!models!.needsKey && !health!.needsKey, key);
  }
  const names = providerRows.flatMap(({ keyEnv }) => keyEnv);
  assertEquals(new Set(names).size, names.length, "two providers share a variable");
});

Deno.test("whole URLs of lists lead to the provider's own host", () => {
  for (const { key, origin, models, health } of providerRows) {
    for (const url of [models?.url, health?.url]) {
      if (url?.startsWith("http")) assertEquals(new URL(url).origin, origin, key);
    }
  }
});

Deno.test("LM Studio's list stands beside its base path", () => {
  const { defaultOrigin, basePath, models } = findProvider("lmstudio");
  assertEquals(new URL(defaultOrigin! + basePath + models!.url).href, "http://127.0.0.1:1234/api/v0/models");
});

Deno.test("every provider has a quirk worth knowing, in a sentence", () => {
  for (const { key, quirks } of providerRows) {
    assert(quirks.length > 0, key);
    for (const quirk of quirks) assertMatch(quirk, /^.{20,}[.!…]$/, key);
  }
});

Deno.test("limits are those of a new account, and are left out where nobody documents them", () => {
  const limits = Object.fromEntries(providerRows.map(({ key, limits }) => [key, limits]));
  assertEquals(limits.openai, { requestsPerMinute: 500 });
  assertEquals(limits.anthropic, { requestsPerMinute: 50 });
  assertEquals(limits.cohere, { requestsPerMinute: 500 });
  assertEquals(limits.deepinfra, { concurrency: 200 });
  assertEquals(limits.ollama, { concurrency: 1 });
  assertEquals([limits.openrouter, limits.together, limits.simulated], [{}, {}, {}]);
  for (const [key, { requestsPerMinute: minute = 1, requestsPerDay: day = Infinity }] of Object.entries(limits)) {
    assert(minute <= day, key);
  }
});

Deno.test("Anthropic's list is asked for with the version that it wants", () => {
  assertEquals(findProvider("anthropic").headers, { "anthropic-version": "2023-06-01" });
});

Deno.test("a provider's own names of fields are what it is sent", () => {
  const request = { maxTokens: 5, seed: 7, repetitionPenalty: 1.5 };
  const fields = (provider: string) => {
    const { model: _, messages: __, ...rest } = bodyFor(provider, request).body;
    return rest;
  };
  assertEquals(fields("openai"), { max_completion_tokens: 5, seed: 7 });
  assertEquals(fields("azure"), { max_completion_tokens: 5, seed: 7 });
  assertEquals(fields("mistral"), { max_tokens: 5, random_seed: 7 });
  assertEquals(fields("together"), { max_tokens: 5, seed: 7, repetition_penalty: 1.5 });
  for (const provider of ["llama-cpp", "lmstudio"]) {
    assertEquals(fields(provider), { max_tokens: 5, seed: 7, repeat_penalty: 1.5 });
  }
});

Deno.test("what a provider refuses is left out with a warning for each field", () => {
  const { body, warnings } = bodyFor("groq", { topK: 5, minP: 0.5, frequencyPenalty: 1 });
  assertEquals([body.top_k, body.min_p, body.frequency_penalty], [undefined, undefined, 1]);
  assertEquals(warnings.map(({ message }) => /"(\w+)"/.exec(message)![1]), ["top_k", "min_p"]);
});

Deno.test("usage of streams is asked for where that is known to be allowed", () => {
  assertEquals(bodyFor("openai", { stream: true }).body.stream_options, { include_usage: true });
  const { body, warnings } = bodyFor("mistral", { stream: true });
  assertEquals([body.stream_options, warnings], [undefined, []]);
});

Deno.test("the simulated provider speaks all five formats and says what it is", () => {
  const row: ProviderAdapter = findProvider("simulated");
  const wires = [row.wire, ...row.doors.map(({ wire }) => wire)];
  assertEquals(wires, [
    "openai-chat",
    "anthropic-messages",
    "gemini-generate-content",
    "cohere-chat",
    "ollama-chat",
  ]);
  assertEquals([row.origin, row.auth], [null, null]);
  assertEquals(endpointOf(row, { model: "simulated/steady", baseUrl: "http://s" }).wireModel, "simulated/steady");
  assertMatch(row.quirks.join(" "), /No model answers/);
});

import { assertEquals, assertThrows } from "@std/assert";
import { Secret, UserError } from "../../src/base/mod.ts";
import { endpointOf, findProvider, formatOf, openaiChat, providerRows, wireFormat } from "../../src/provider/mod.ts";
import { fromAiSdk } from "../../src/provider/ai_sdk/mod.ts";

const MODEL = "meta-llama/llama-3.1-8b-instruct";

Deno.test("an endpoint has what its provider says and what is given, and nothing else", () => {
  assertEquals(endpointOf(findProvider("openai"), { model: "openai/gpt-4o" }), {
    key: "openai/gpt-4o@openai",
    model: "openai/gpt-4o",
    provider: "openai",
    baseUrl: "https://api.openai.com/v1",
    wireModel: "gpt-4o",
    wire: "openai-chat",
    price: null,
    credential: null,
    dialect: findProvider("openai").dialect,
    auth: { header: "authorization", prefix: "Bearer " },
  });
  const credential = new Secret("env:OPENROUTER_API_KEY", "sk-or-v1-filler");
  const price = { kind: "tokens", inputUsd: "0.1", outputUsd: "0.2" } as const;
  const endpoint = endpointOf(findProvider("openrouter"), {
    model: MODEL,
    tag: "deepinfra/fp8",
    baseUrl: "http://127.0.0.1:8091/v1//",
    credential,
    price,
    priceOrigin: { source: "endpoint", asOf: null },
    routing: { sort: "price" },
  });
  assertEquals(endpoint.key, `${MODEL}@openrouter/deepinfra/fp8`);
  assertEquals([endpoint.baseUrl, endpoint.wireModel], ["http://127.0.0.1:8091/v1", MODEL]);
  assertEquals([endpoint.credential, endpoint.price, endpoint.routing], [credential, price, { sort: "price" }]);
});

Deno.test("a router is asked for a model by its whole key, an author by the slug, anybody by what is given", () => {
  const wireModel = (provider: string, given?: string) =>
    endpointOf(findProvider(provider), {
      model: MODEL,
      baseUrl: "http://a.example",
      ...(given === undefined ? {} : { wireModel: given }),
    }).wireModel;
  assertEquals([wireModel("openrouter"), wireModel("together"), wireModel("huggingface")], [MODEL, MODEL, MODEL]);
  assertEquals([wireModel("mistral"), wireModel("ollama")], ["llama-3.1-8b-instruct", "llama-3.1-8b-instruct"]);
  assertEquals(wireModel("groq"), "llama-3.1-8b-instant");
  assertEquals(wireModel("ollama", "llama3.1:8b"), "llama3.1:8b");
});

Deno.test("a door has its own path, its own way with keys and the plain names of its format", () => {
  const gemini = endpointOf(findProvider("gemini"), { model: "google/gemini-2.5-flash", wire: "openai-chat" });
  assertEquals(gemini.baseUrl, "https://generativelanguage.googleapis.com/v1beta/openai");
  assertEquals(gemini.auth, { header: "authorization", prefix: "Bearer " });
  assertEquals(gemini.dialect, { renames: {}, refuses: [] });
  const router = endpointOf(findProvider("openrouter"), { model: MODEL, wire: "anthropic-messages" });
  assertEquals(router.auth, { header: "authorization", prefix: "Bearer " });
});

Deno.test("where no key is needed, one that is given goes as the format has it", () => {
  const endpoint = endpointOf(findProvider("ollama"), { model: "qwen/qwen3" });
  assertEquals("auth" in endpoint, false);
  assertEquals(wireFormat(endpoint.wire).authorize("k"), { authorization: "Bearer k" });
});

Deno.test("every door of every provider makes an endpoint whose format there is", () => {
  for (const row of providerRows) {
    if (row.key === "replicate") continue;
    for (const wire of [row.wire, ...row.doors.map((door) => door.wire)]) {
      const baseUrl = row.origin ?? row.defaultOrigin ?? "http://127.0.0.1:1/v1";
      assertEquals(wireFormat(endpointOf(row, { model: MODEL, wire, baseUrl }).wire).name, wire);
    }
  }
});

Deno.test("where a client alone knows its address, the base URL is empty unless it is given", () => {
  const refuse = () => Promise.reject(new Error("not asked"));
  const client = fromAiSdk({
    specificationVersion: "v4",
    provider: "sample.chat",
    modelId: "m",
    doGenerate: refuse,
    doStream: refuse,
  });
  assertEquals(endpointOf(client, { model: MODEL }).baseUrl, "");
  assertEquals(endpointOf(client, { model: MODEL, baseUrl: "http://a.example/" }).baseUrl, "http://a.example");
  const door = { wire: "openai-chat", basePath: "/v1" };
  assertThrows(
    () => endpointOf({ ...client, doors: [door] }, { model: MODEL, wire: door.wire }),
    UserError,
    "a base URL must be given",
  );
});

Deno.test("a door that is not there, and a server that stands nowhere, are refused", () => {
  const error = assertThrows(() => endpointOf(findProvider("groq"), { model: MODEL, wire: "ollama-chat" }), UserError);
  assertEquals(
    error.message,
    'Cannot make an endpoint of Groq as its wire format must be one of openai-chat: current value is "ollama-chat"',
  );
  assertThrows(() => endpointOf(findProvider("azure"), { model: MODEL }), UserError, "a base URL must be given");
});

Deno.test("a format is the provider's own where it brings one of that name, else one of ours", () => {
  const own = { ...openaiChat, name: "own-chat" };
  const adapter = { ...findProvider("openai-compatible"), wire: "own-chat", format: own };
  assertEquals([formatOf(adapter), formatOf(adapter, "openai-chat")], [own, openaiChat]);
  assertEquals(formatOf(findProvider("anthropic")).name, "anthropic-messages");
  assertThrows(() => formatOf(findProvider("anthropic"), "own-chat"), UserError, 'current value is "own-chat"');
});

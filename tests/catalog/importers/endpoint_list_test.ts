import { assertEquals } from "@std/assert";
import { readEndpointList } from "../../../src/catalog/mod.ts";
import type { EndpointRecord, JsonObject, JsonValue } from "../../../src/spec/mod.ts";

const FACTS = { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" };
const PRICING = { prompt: "0.000003", completion: "0.000015" };

function read(row: JsonObject, data: JsonObject = {}): EndpointRecord {
  const page = {
    data: { id: "author/model", ...data, endpoints: [{ tag: "deepinfra/fp8", pricing: PRICING, ...row }] },
  };
  return readEndpointList(page, FACTS).endpoints[0];
}

Deno.test("an endpoint is named by its model, the router and its tag, and knows who serves it", () => {
  const { key, model, provider, servedBy, tag, wireModel } = read({});
  assertEquals(key, "author/model@openrouter/deepinfra/fp8");
  assertEquals([model, provider, servedBy, tag, wireModel], [
    "author/model",
    "openrouter",
    "deepinfra",
    "deepinfra/fp8",
    "author/model",
  ]);
});

Deno.test("without a tag the provider's name is one", () => {
  assertEquals(read({ tag: null, provider_name: "Amazon Bedrock" }).tag, "amazon-bedrock");
});

Deno.test("a discount is in the prices already, so it is kept beside them", () => {
  const { price, extra } = read({ pricing: { ...PRICING, discount: 0.35 } });
  assertEquals(price, { kind: "tokens", inputUsd: "0.000003", outputUsd: "0.000015" });
  assertEquals(extra.pricing, { discount: 0.35 });
});

Deno.test("prices as numbers are what they print as", () => {
  const { price } = read({ pricing: { prompt: 2e-8, completion: 1.5e-7 } });
  assertEquals(price, { kind: "tokens", inputUsd: "0.00000002", outputUsd: "0.00000015" });
});

Deno.test("uptimes are shares, a status is a word, as numbers or as texts", () => {
  const now = read({ status: -2, uptime_last_30m: 94.5, uptime_last_1d: "100", uptime_last_5m: null });
  assertEquals(now.uptime, { last5m: null, last30m: 0.945, last1d: 1 });
  assertEquals([now.status, now.extra.status], ["degraded", -2]);
  assertEquals([read({ status: "0" }).status, read({}).status], ["up", null]);
});

Deno.test("times are quantiles in milliseconds; one number is a median, in seconds where it is small", () => {
  const now = read({ latency_last_30m: { p50: 420, p99: 900 }, throughput_last_30m: { p50: 88.5, p75: "70" } });
  assertEquals([now.ttftMs, now.outputTps], [{ p50: 420, p99: 900 }, { p50: 88.5, p75: 70 }]);
  const old = read({ latency_last_30m: 1.25, throughput_last_30m: "55" });
  assertEquals([old.ttftMs, old.outputTps], [{ p50: 1250 }, { p50: 55 }]);
  assertEquals(read({ latency_last_30m: null }).ttftMs, null);
});

Deno.test("abilities are those of its own parameters; that the model sees is a hint, that it does not a fact", () => {
  const architecture = { input_modalities: ["text", "image"] };
  const { tools, seed, images, files } = read({ supported_parameters: ["tools"] }, { architecture }).capabilities;
  assertEquals([tools, seed, images, files], ["yes", "no", "uncertain", "no"]);
  assertEquals(read({}).capabilities.tools, "uncertain");
});

Deno.test("unknown is no quantization, and nought is no context", () => {
  const { quantization, contextTokens } = read({ quantization: "unknown", context_length: 0 });
  assertEquals([quantization, contextTokens], [null, null]);
  assertEquals(read({ quantization: "fp8" }).quantization, "fp8");
});

Deno.test("of two endpoints with one tag that is told which holds for both", () => {
  const rows = [
    { tag: "x", quantization: "fp8", context_length: 2000, supported_parameters: ["tools", "seed", "stop"] },
    { tag: "x", quantization: "bf16", context_length: 1000, supported_parameters: ["seed", "stop"] },
  ];
  for (const endpoints of [rows, rows.toReversed()]) {
    const [one] = readEndpointList({ data: { id: "a/b", endpoints } }, FACTS).endpoints;
    assertEquals([one.quantization, one.contextTokens, one.parameters], [null, 1000, ["seed", "stop"]]);
    assertEquals([one.capabilities.tools, one.capabilities.seed], ["uncertain", "yes"]);
  }
});

Deno.test("of two endpoints with one tag the first stays, without a price where theirs differ", () => {
  const row = (prompt: string) => ({ tag: "baseten/fp8", pricing: { prompt, completion: "0.000001" } });
  const read = (...prompts: string[]) => readEndpointList({ data: { id: "a/b", endpoints: prompts.map(row) } }, FACTS);
  const same = read("0.0000001", "0.0000001");
  assertEquals([same.endpoints.length, same.endpoints[0].price === null, same.skipped.length], [1, false, 1]);
  assertEquals(read("0.0000001", "0.0000002").endpoints[0].price, null);
});

Deno.test("rows of many models name theirs, and one that names none is set aside", () => {
  const page: JsonValue = {
    endpoints: [{ model_id: "a/one", tag: "x" }, { model_id: "a/two", tag: "x" }, { tag: "x" }, {
      model_id: "a/three",
    }],
  };
  const { endpoints, skipped } = readEndpointList(page, FACTS);
  assertEquals(endpoints.map(({ key }) => key), ["a/one@openrouter/x", "a/two@openrouter/x"]);
  assertEquals(skipped.map(({ reason }) => reason), ["it names no model", "it names neither tag nor provider"]);
});

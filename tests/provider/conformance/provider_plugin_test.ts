import { assert, assertEquals } from "@std/assert";
import { Secret, stampedFetch, systemClock } from "../../../src/base/mod.ts";
import { endpointOf, formatOf, loadProvider, openaiChat } from "../../../src/provider/mod.ts";
import { checkProvider, readGoldenCases } from "../../../src/provider/conformance/mod.ts";
import type { JsonValue, ProviderAdapter, WireFormat } from "../../../src/spec/mod.ts";
import { exchange } from "../../../src/transport/mod.ts";
import { completionOf, respond } from "../responses.ts";

const FOLDER = new URL("../../../docs/examples/provider_plugin/", import.meta.url);
const plugin = await loadProvider(new URL("mod.ts", FOLDER).href);
const golden = await readGoldenCases(new URL("golden", FOLDER).pathname);

async function brokenLaws(adapter: ProviderAdapter): Promise<string[]> {
  const { checks } = await checkProvider(adapter, { golden });
  return checks.filter(({ status }) => status === "failed").map(({ law }) => law);
}

function withFormat(parts: Partial<WireFormat>): ProviderAdapter {
  return { ...plugin, format: { ...plugin.format!, ...parts } };
}

Deno.test("the example of a plugin keeps every law, at both of its doors", async () => {
  const { ok, checks } = await checkProvider(plugin, { golden });
  assertEquals(checks.filter(({ status }) => status === "failed"), []);
  assert(ok);
  assertEquals(checks.filter(({ status }) => status === "skipped").map(({ message }) => message), [
    "It makes no embeddings",
  ]);
});

Deno.test("the envelope leaves the bytes of a stream where they were, so that its times stay right", () => {
  const line = (text: string) => `data: {"output":{"choices":[{"delta":{"content":${JSON.stringify(text)}}}]}}\n\n`;
  const end = `data: {"output":{"choices":[{"delta":{},"finish_reason":"stop"}]}}\n\n`;
  const parts = [line("Grüße"), line(" aus "), line("日本"), end];
  const cuts = parts.map((_, i): [number, number] => [
    new TextEncoder().encode(parts.slice(0, i).join("")).length,
    (i + 1) * 100,
  ]);
  const { text, timing } = completionOf(plugin.format!.fromWire(respond(parts.join(""), { cuts })));
  assertEquals([text, timing.ttftMs, timing.latencyMs], ["Grüße aus 日本", 100, 400]);
});

Deno.test("a plugin that forgets the envelope on one of the ways is caught", async () => {
  assert((await brokenLaws(withFormat({ toWire: openaiChat.toWire }))).includes("golden/request"));
  assert((await brokenLaws(withFormat({ fromWire: openaiChat.fromWire }))).includes("golden/answer"));
  assert((await brokenLaws(withFormat({ fromRequest: openaiChat.fromRequest }))).includes("fromRequest/inverse"));
});

Deno.test("a plugin that trusts what comes is caught", async () => {
  const trusting = withFormat({
    fromWire: (response) => {
      const { output } = JSON.parse(new TextDecoder().decode(response.body));
      return openaiChat.fromWire({ ...response, body: new TextEncoder().encode(JSON.stringify(output)) });
    },
  });
  const laws = await brokenLaws(trusting);
  for (const law of ["fromWire/total", "fromWire/cut", "golden/answer"]) assert(laws.includes(law), law);
});

Deno.test("a plugin whose errors stand in another envelope than its answers is caught", async () => {
  const errors = { ...plugin.errors, streamError: () => 'data: {"failed":"The job failed"}\n\n' };
  assertEquals(await brokenLaws({ ...plugin, errors }), ["errors/stream"]);
});

Deno.test("a plugin with a format of its own is called like any other, over a real connection", async () => {
  let received: { path: string; key: string | null; body: JsonValue } | null = null;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    received = { path: pathname, key: request.headers.get("x-runner-key"), body: await request.json() };
    const choices = [{ message: { content: "Hello" }, finish_reason: "stop" }];
    return Response.json({ output: { choices, usage: { prompt_tokens: 3, completion_tokens: 1 } } });
  });
  const endpoint = endpointOf(plugin, {
    model: "qwen/qwen3-8b",
    baseUrl: `http://127.0.0.1:${server.addr.port}/v2`,
    credential: new Secret("env:JOB_RUNNER_KEY", "jr_live_filler"),
  });
  const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: false };
  const { outcome } = await exchange(request, endpoint, {
    wire: formatOf(plugin),
    fetch: stampedFetch(fetch, systemClock),
    note: { caller: {} },
  });
  await server.shutdown();
  assertEquals(received, {
    path: "/v2/jobs",
    key: "jr_live_filler",
    body: { input: { model: "qwen3-8b", messages: [{ role: "user", content: "Hi" }] } },
  });
  const { text, usage } = completionOf(outcome);
  assertEquals([text, usage.inputTokens, usage.outputTokens], ["Hello", 3, 1]);
});

import { assert, assertEquals } from "@std/assert";
import { checkProvider, loadProvider, openaiChat, readGoldenCases } from "../../../src/provider/mod.ts";
import type { ProviderAdapter, WireFormat } from "../../../src/spec/mod.ts";
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

import { assert, assertEquals } from "@std/assert";
import { assistantMessage } from "../../../src/provider/mod.ts";
import type { Registry } from "../../../src/routing/mod.ts";
import type { ChatMessage, ToolDefinition } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, noNetwork, open, server } from "./_world.ts";

/** A provider of each wire format, and what its requests begin with. */
const KINDS = [
  { kind: "openai", path: "/v1" },
  { kind: "anthropic", path: "/v1" },
  { kind: "gemini", path: "/v1beta" },
  { kind: "cohere", path: "/cohere/v2" },
  { kind: "ollama", path: "/api" },
] as const;

const WEATHER: ToolDefinition = {
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

/** A model asks for a tool, is told what it gave, and answers. */
async function twoTurns(registry: Registry) {
  const messages: ChatMessage[] = [{ role: "user", content: "What is the weather in Paris?" }];
  const first = await registry.complete({
    messages,
    tools: [WEATHER],
    toolChoice: "required",
    parallelToolCalls: false,
  });
  assertEquals(first.finishReason, "tool_calls");
  const [call] = first.toolCalls;
  assertEquals([call.name, typeof JSON.parse(call.arguments).city], ["get_weather", "string"]);
  messages.push(assistantMessage(first), { role: "tool", toolCallId: call.id, content: '{"sky":"clear"}' });
  const second = await registry.complete({ messages, tools: [WEATHER], toolChoice: "none" });
  assertEquals(second.finishReason, "stop");
  assert(second.text.length > 0);
  return [first, second].map(({ text, toolCalls, usage, endpoint }) => ({ text, toolCalls, usage, key: endpoint.key }));
}

for (const { kind, path } of KINDS) {
  Deno.test(`after a switch to ${kind}, two turns with a tool are recorded and replayed`, async () => {
    using dir = tempDir();
    const cassette = `${dir.path}/tape.jsonl`;
    const config = `${dir.path}/tapedeck.toml`;
    await Deno.writeTextFile(
      config,
      `[providers.mine]\nkind = "${kind}"\nbase_url = "http://alpha${path}"\ncredential = "mine/test"\n` +
        '[credentials."mine/test"]\nenv = "KEY_OF_MINE"\n',
    );
    const alpha = server();
    const env = (name: string) => name === "KEY_OF_MINE" ? "key-of-a-test-0123" : undefined;
    const world = { cassette, config, env };
    const recorded = await (async () => {
      await using registry = await open({ ...world, mode: "record", fetch: network({ alpha }) });
      const { ok, checks } = await registry.switchModel("simulated/quick@mine");
      assert(ok, JSON.stringify(checks));
      return await twoTurns(registry);
    })();
    assertEquals(alpha.requests.filter(({ status }) => status === 200).length >= 2, true);
    await using registry = await open({ cassette, fetch: noNetwork });
    assertEquals(await twoTurns(registry), recorded);
    assert(!(await Deno.readTextFile(cassette)).includes("key-of-a-test"));
  });
}

/** A conversation that goes on with another provider: what only the first one can read must not reach the second. */
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { callOptions } from "../../src/provider/ai_sdk/_call_options.ts";
import {
  anthropicMessages,
  assistantMessage,
  cohereChat,
  endpointOf,
  findProvider,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  wireFormats,
} from "../../src/provider/mod.ts";
import type { ChatMessage, JsonValue, ToolDefinition, WireFormat } from "../../src/spec/mod.ts";
import { endpointFor } from "./endpoints.ts";
import { completionOf, respondJson } from "./responses.ts";

/** Answers that have what only their own provider can read, each marked by the word "foreign". */
const ANSWERS: readonly (readonly [from: WireFormat, answer: JsonValue])[] = [
  [anthropicMessages, {
    type: "message",
    content: [
      { type: "thinking", thinking: "Hm", signature: "foreign" },
      { type: "redacted_thinking", data: "foreign" },
      { type: "text", text: "I look", citations: [{ type: "foreign" }] },
      { type: "server_tool_use", id: "foreign", name: "web_search", input: {} },
      { type: "tool_use", id: "toolu_1", name: "look", input: { at: 1 }, caller: { type: "foreign" } },
    ],
    stop_reason: "tool_use",
  }],
  [geminiGenerateContent, {
    candidates: [{
      content: {
        role: "model",
        parts: [
          { text: "Hm", thought: true, thoughtSignature: "foreign" },
          { text: "I look", thoughtSignature: "foreign" },
          { executableCode: { language: "foreign", code: "1" } },
          { functionCall: { name: "look", args: { at: 1 } }, thoughtSignature: "foreign" },
        ],
      },
      finishReason: "STOP",
    }],
  }],
  [openaiChat, {
    choices: [{
      message: {
        content: "I look",
        reasoning_details: [
          { type: "reasoning.text", text: "Hm", signature: "foreign", format: "foreign" },
          { type: "reasoning.encrypted", data: "foreign" },
        ],
        tool_calls: [{
          id: "c1",
          type: "function",
          function: { name: "look", arguments: '{"at":1}' },
          extra_content: { google: { thought_signature: "foreign" } },
        }],
      },
      finish_reason: "tool_calls",
    }],
  }],
  [cohereChat, {
    message: {
      tool_plan: "I look",
      tool_calls: [{ id: "look_1", type: "function", function: { name: "look", arguments: '{"at":1}' } }],
      citations: [{ text: "foreign" }],
    },
    finish_reason: "TOOL_CALL",
  }],
];

for (const [from, answer] of ANSWERS) {
  for (const to of wireFormats.filter(({ name }) => name !== from.name)) {
    Deno.test(`an answer of ${from.name} goes to ${to.name} without what only its own provider can read`, () => {
      const turn = assistantMessage(completionOf(from.fromWire(respondJson(answer))));
      const { body, warnings } = to.toWire({ messages: [turn], stream: false }, endpointFor(to.name));
      const sent = JSON.stringify(body);
      assertEquals(
        [sent.includes("foreign"), sent.includes("I look"), sent.includes("look")],
        [false, true, true],
        sent,
      );
      assertEquals(warnings.some(({ code }) => code === "unsupported"), true);
    });
  }

  Deno.test(`an answer of ${from.name} goes back to it with all of that`, () => {
    const turn = assistantMessage(completionOf(from.fromWire(respondJson(answer))));
    const endpoint = endpointFor(from.name, "m", { provider: from.name === "openai-chat" ? "openrouter" : "provider" });
    const { body } = from.toWire({ messages: [turn], stream: false }, endpoint);
    assertEquals(JSON.stringify(body).includes("foreign"), true);
  });
}

Deno.test("what one wrote oneself goes out in any format as it stands", () => {
  const turn: ChatMessage = {
    role: "assistant",
    content: [{ type: "text", text: "Hi", extra: { cache_control: { type: "ephemeral" } } }],
  };
  const { body } = anthropicMessages.toWire({ messages: [turn], stream: false }, endpointFor("anthropic-messages"));
  assertEquals(body.messages, [{
    role: "assistant",
    content: [{ type: "text", text: "Hi", cache_control: { type: "ephemeral" } }],
  }]);
});

Deno.test("a thought without its signature goes on as a thought where the next provider takes one", () => {
  const turn = assistantMessage(completionOf(anthropicMessages.fromWire(respondJson(ANSWERS[0][1]))));
  const endpoint = endpointOf(findProvider("ollama"), { model: "qwen/qwen3:8b" });
  const { body } = ollamaChat.toWire({ messages: [turn], stream: false }, endpoint);
  assertEquals((body.messages as JsonValue[])[0], {
    role: "assistant",
    content: "I look",
    thinking: "Hm",
    tool_calls: [{ id: "toolu_1", function: { name: "look", arguments: { at: 1 } } }],
  });
});

Deno.test("ids of calls are made to fit a provider that refuses those of others", () => {
  const idsFor = (provider: string, id: string) => {
    const messages: ChatMessage[] = [
      { role: "assistant", content: null, toolCalls: [{ id, name: "f", arguments: "{}" }] },
      { role: "tool", toolCallId: id, content: "1" },
    ];
    const { body } = openaiChat.toWire({ messages, stream: false }, endpointFor("openai-chat", "m", { provider }));
    const [turn, result] = body.messages as { tool_calls?: { id: string }[]; tool_call_id?: string }[];
    assertEquals(turn.tool_calls?.[0].id, result.tool_call_id);
    return result.tool_call_id!;
  };
  const long = "functions.look:".repeat(4);
  assertEquals(idsFor("mistral", "D681PevKs"), "D681PevKs");
  assertMatch(idsFor("mistral", "toolu_01A09q90qw90lq917835lq9"), /^[A-Za-z0-9]{9}$/);
  assertNotEquals(idsFor("mistral", "call_0"), idsFor("mistral", "call_1"));
  assertEquals([idsFor("openai", "call_0"), idsFor("openai", long).length], ["call_0", 40]);
  assertEquals(idsFor("groq", long), long);
});

Deno.test("tools of one provider's own are left out of the requests to another, as long as it has a type", () => {
  const search = { name: "web_search", parameters: {}, extra: { type: "web_search_20250305", max_uses: 3 } };
  const look = { name: "look", parameters: { type: "object" }, extra: { type: "function" } };
  for (const to of wireFormats.filter(({ name }) => name !== "anthropic-messages")) {
    const send = (tools: ToolDefinition[]) => to.toWire({ messages: [], stream: false, tools }, endpointFor(to.name));
    const { body, warnings } = send([search, look]);
    const sent = JSON.stringify(body.tools);
    assertEquals([sent.includes("search"), sent.includes('"look"'), warnings.length], [false, true, 1], sent);
    assertEquals(warnings[0].message, `Cannot send "tools" as "web_search" is a tool of another provider's own`);
    assertEquals("tools" in send([search]).body, false);
  }
});

Deno.test("a tool that others call a function is one for Anthropic too", () => {
  const tools = [{ name: "look", parameters: { type: "object" }, extra: { type: "function" } }];
  const { body } = anthropicMessages.toWire({ messages: [], stream: false, tools }, endpointFor("anthropic-messages"));
  assertEquals(body.tools, [{ name: "look", input_schema: { type: "object" } }]);
});

Deno.test("an endpoint behind OpenRouter is pinned behind its other door too, and by its key before all else", () => {
  const endpoint = endpointOf(findProvider("openrouter"), {
    model: "anthropic/claude-opus-4.6:free",
    tag: "amazon-bedrock/us",
    wire: "anthropic-messages",
    routing: { only: ["anthropic"], sort: "price" },
  });
  assertEquals(endpoint.key, "anthropic/claude-opus-4.6:free@openrouter/amazon-bedrock/us");
  const { body, warnings } = anthropicMessages.toWire({ messages: [], stream: false, maxTokens: 9 }, endpoint);
  assertEquals(body.model, "anthropic/claude-opus-4.6:free");
  assertEquals(body.provider, { only: ["amazon-bedrock/us"], allow_fallbacks: false, sort: "price" });
  assertEquals(warnings.map(({ message }) => message), [
    `Cannot send "only" as the endpoint's key names amazon-bedrock/us alone`,
  ]);
});

Deno.test("who is no router says that it takes no routing", () => {
  for (const wire of wireFormats) {
    const endpoint = endpointFor(wire.name, "m", { routing: { sort: "price" } });
    const { warnings } = wire.toWire({ messages: [], stream: false, maxTokens: 9 }, endpoint);
    assertEquals(warnings.map(({ message }) => message), ['Cannot send "routing" as the provider is no router']);
  }
});

Deno.test("what only its own provider can read does not go to a model of the AI SDK either", () => {
  for (const [from, answer] of ANSWERS) {
    const turn = assistantMessage(completionOf(from.fromWire(respondJson(answer))));
    const { options, warnings } = callOptions({ messages: [turn], stream: false }, "v4");
    const sent = JSON.stringify(options);
    assertEquals([sent.includes("foreign"), sent.includes("I look"), warnings.length > 0], [false, true, true], sent);
  }
});

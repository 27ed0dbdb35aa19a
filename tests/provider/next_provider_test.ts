/** A conversation that goes on with another provider: what only the first one can read must not reach the second. */
import { assertEquals } from "@std/assert";
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
import type { ChatMessage, JsonValue, WireFormat } from "../../src/spec/mod.ts";
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

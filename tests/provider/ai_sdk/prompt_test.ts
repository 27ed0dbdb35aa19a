import { assertEquals } from "@std/assert";
import { promptOf } from "../../../src/provider/ai_sdk/_prompt.ts";
import type { ChatMessage, ContentPart } from "../../../src/spec/mod.ts";

/** A prompt, and what was told of it. */
function write(messages: readonly ChatMessage[], version = "v4") {
  const told: string[] = [];
  const prompt = promptOf(messages, { version, warn: (name) => told.push(name) });
  return { prompt, told };
}

const said = (...content: ContentPart[]): ChatMessage => ({ role: "user", content });
const options = { providerOptions: { acme: { cache: true } } };

Deno.test("the results of parallel calls are one message, under the names of their calls", () => {
  const call = (id: string, name: string) => ({ id, name, arguments: '{"a":1}' });
  const { prompt, told } = write([
    { role: "assistant", content: null, toolCalls: [call("1", "one"), call("2", "two")] },
    { role: "tool", toolCallId: "1", content: '{"sky":"blue"}' },
    { role: "tool", toolCallId: "2", content: "gone", isError: true },
    { role: "user", content: "Well?" },
    { role: "tool", toolCallId: "3", name: "late", content: "12", extra: options },
  ]);
  const written = (toolCallId: string, toolName: string) => ({
    type: "tool-call",
    toolCallId,
    toolName,
    input: { a: 1 },
  });
  const result = (toolCallId: string, toolName: string, output: object) => ({
    type: "tool-result",
    toolCallId,
    toolName,
    output,
  });
  assertEquals(prompt, [
    { role: "assistant", content: [written("1", "one"), written("2", "two")] },
    {
      role: "tool",
      content: [
        result("1", "one", { type: "json", value: { sky: "blue" } }),
        result("2", "two", { type: "error-text", value: "gone" }),
      ],
    },
    { role: "user", content: [{ type: "text", text: "Well?" }] },
    { role: "tool", content: [{ ...result("3", "late", { type: "text", value: "12" }), ...options }] },
  ]);
  assertEquals(told, []);
});

Deno.test("an error that is JSON stays both, and null is a text", () => {
  const output = (content: string, isError: boolean) => {
    const [{ content: [part] }] = write([{ role: "tool", toolCallId: "1", content, isError }]).prompt as {
      content: { output: unknown }[];
    }[];
    return part.output;
  };
  assertEquals(output('{"code":1}', true), { type: "error-json", value: { code: 1 } });
  assertEquals(output("null", false), { type: "text", value: "null" });
});

Deno.test("an image is a file: its bytes and their type, or its URL, tagged since the fourth version", () => {
  const file = (url: string, version: string) => write([said({ type: "image", url })], version).prompt;
  const written = (mediaType: string, data: unknown) => [
    { role: "user", content: [{ type: "file", mediaType, data }] },
  ];
  const bytes = "data:image/png;base64,iVBORw0KGgo=";
  const url = new URL("https://pictures.test/a.png");
  assertEquals(file(bytes, "v2"), written("image/png", "iVBORw0KGgo="));
  assertEquals(file(bytes, "v4"), written("image/png", { type: "data", data: "iVBORw0KGgo=" }));
  assertEquals(file(url.href, "v3"), written("image/*", url));
  assertEquals(file(url.href, "v4"), written("image/*", { type: "url", url }));
});

Deno.test("what a prompt has no place for is left out and told", () => {
  const none = write([
    said({ type: "image", url: "no URL" }, { type: "native", wire: "openai-chat", value: { type: "file" } }),
  ]);
  assertEquals(none, { prompt: [{ role: "user", content: [] }], told: ["image", "openai-chat part"] });
  const beside = write([
    { role: "user", name: "Ada", content: [{ type: "text", text: "Hi", extra: { ...options, other: 1 } }] },
    {
      role: "system",
      content: [{ type: "text", text: "Be brief.", extra: { other: 1 } }, { type: "text", text: "!" }],
    },
    { role: "assistant", content: [{ type: "reasoning", text: "Hm", signature: "s", redacted: "r" }] },
  ]);
  assertEquals(beside, {
    prompt: [
      { role: "user", content: [{ type: "text", text: "Hi", ...options }] },
      { role: "system", content: "Be brief.!" },
      { role: "assistant", content: [{ type: "reasoning", text: "Hm" }] },
    ],
    told: ["name", "extra", "extra", "signature", "redacted"],
  });
});

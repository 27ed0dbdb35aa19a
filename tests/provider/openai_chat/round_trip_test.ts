// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../../src/base/mod.ts";
import { openaiChat } from "../../../src/provider/openai_chat/mod.ts";
import { providerRows } from "../../../src/provider/table/mod.ts";
import type { ChatRequest, JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { chatRequests } from "../recordings.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objects = (value: JsonValue | undefined): JsonObject[] => Array.isArray(value) ? value.filter(isObject) : [];

/** What two bodies may say in two ways. Everything else must be equal. */
const EQUIVALENCES: { readonly [says: string]: (body: JsonObject) => JsonObject } = {
  "no stream is asked for by false or by nothing": ({ stream, ...body }) =>
    stream === true ? { ...body, stream } : body,
  "the usage of a stream is asked for always": ({ stream_options: options, ...body }) =>
    options === undefined || canonicalJson(options) === '{"include_usage":true}'
      ? body
      : { ...body, stream_options: options },
  "the limit goes under the name that the provider has for it": ({ max_completion_tokens: limit, ...body }) =>
    limit === undefined ? body : { ...body, max_tokens: limit },
  "a turn without content has the content null": (body) => ({
    ...body,
    messages: objects(body.messages).map((message) =>
      message.role === "assistant" && message.content === undefined ? { ...message, content: null } : message
    ),
  }),
  "tools are functions unless they say otherwise": (body) => ({
    ...body,
    ...(isObject(body.tool_choice) ? { tool_choice: { type: "function", ...body.tool_choice } } : {}),
    ...(body.tools === undefined || body.tools === null
      ? {}
      : { tools: objects(body.tools).map((tool) => ({ type: "function", ...tool })) }),
  }),
  "thoughts go under the name that the provider has for them": (body) => ({
    ...body,
    messages: objects(body.messages).map(({ reasoning_content: text, ...message }) =>
      text === undefined ? message : { ...message, reasoning: text }
    ),
  }),
};

/** The body in one of its ways, and the equivalences that changed it. */
function normalized(body: JsonObject): { body: JsonObject; used: string[] } {
  const used: string[] = [];
  for (const [says, rewrite] of Object.entries(EQUIVALENCES)) {
    const next = rewrite(body);
    if (canonicalJson(next) !== canonicalJson(body)) used.push(says);
    body = next;
  }
  return { body, used };
}

function providerOf(host: string): string {
  if (host.endsWith(".azure.com")) return "azure";
  return providerRows.find(({ origin }) => origin !== null && new URL(origin).host === host)?.key ?? "other";
}

function recorded(): { host: string; body: JsonObject; request: ChatRequest }[] {
  return [...chatRequests(fixtures.get())].filter(({ wire }) => wire === "openai-chat").map(({ host, body }) => ({
    host,
    body: body as JsonObject,
    request: openaiChat.fromRequest(body as JsonObject, "/chat/completions"),
  }));
}

Deno.test({
  name: "every recorded request is written again from what it means, without a warning",
  ignore,
  fn() {
    const counts = new Map<string, number>();
    const count = (says: string) => counts.set(says, (counts.get(says) ?? 0) + 1);
    const rows = recorded();
    for (const { host, body, request } of rows) {
      const endpoint = endpointFor("openai-chat", String(body.model), { provider: providerOf(host) });
      const wire = openaiChat.toWire(request, endpoint);
      assertEquals(wire.warnings, [], host);
      assertEquals(normalized(wire.body).body, normalized(body).body, host);
      if (canonicalJson(wire.body) === canonicalJson(body)) count("equal");
      // What is changed by an equivalence stands in one of the two only.
      const ours = new Set(normalized(wire.body).used);
      for (const says of new Set(normalized(body).used).symmetricDifference(ours)) count(says);
    }
    for (const [says, number] of counts) console.log(`${String(number).padStart(5)} ${says}`);
    assert(rows.length > 0);
    for (const says of ["equal", ...Object.keys(EQUIVALENCES)]) assert((counts.get(says) ?? 0) > 0, says);
  },
});

Deno.test({
  name: "what recorded requests mean is said in the names that all formats share",
  ignore,
  fn() {
    const requests = recorded().map(({ request }) => request);
    const count = (test: (request: ChatRequest) => boolean) => requests.filter(test).length;
    const counts = [
      count(({ tools }) => tools !== undefined),
      count(({ toolChoice }) => toolChoice !== undefined),
      count(({ responseFormat }) => responseFormat !== undefined),
      count(({ reasoningEffort }) => reasoningEffort !== undefined),
      count(({ reasoningBudgetTokens }) => reasoningBudgetTokens !== undefined),
      count(({ maxTokens }) => maxTokens !== undefined),
    ];
    assertEquals(counts, [367, 321, 76, 49, 17, 271]);
    const messages = requests.flatMap(({ messages }) => messages);
    const calls = messages.flatMap((message) => message.role === "assistant" ? message.toolCalls ?? [] : []);
    assertEquals([messages.filter(({ role }) => role === "tool").length > 0, calls.length > 0], [true, true]);
    const parts = messages.flatMap(({ content }) => Array.isArray(content) ? content : []);
    const ofType = (type: string) => parts.filter((part) => part.type === type).length;
    assertEquals(["text", "image", "reasoning", "native"].map(ofType), [108, 22, 61, 9]);
    const left = [...new Set(messages.flatMap(({ extra }) => Object.keys(extra ?? {})))].sort();
    assertEquals(left, ["annotations", "cache_control", "name", "prefix", "reasoning", "refusal", "tool_calls"]);
  },
});

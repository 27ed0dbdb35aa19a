// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../../src/base/mod.ts";
import { assistantMessage, geminiGenerateContent } from "../../../src/provider/mod.ts";
import type { JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { nativeRecordings, responseOf, valuesOf } from "../native_recordings.ts";
import { chatRequests } from "../recordings.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

/** Names that recorded clients write in snake case, which Google reads as well. */
const SNAKE_CASE: { readonly [name: string]: string } = {
  function_declarations: "functionDeclarations",
  parameters_json_schema: "parametersJsonSchema",
  file_uri: "fileUri",
  mime_type: "mimeType",
  thinking_budget: "thinkingBudget",
  include_thoughts: "includeThoughts",
};

/** Every object of a value with other entries. */
function rewritten(value: JsonValue, entry: (name: string, value: JsonValue) => [string, JsonValue]): JsonValue {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, entry));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => entry(name, rewritten(inner, entry))),
  );
}

/** What two bodies may say in two ways. Everything else must be equal. */
const EQUIVALENCES: { readonly [says: string]: (body: JsonObject) => JsonObject } = {
  "snake case is camel case": (body) =>
    rewritten(body, (name, value) => [SNAKE_CASE[name] ?? name, value]) as JsonObject,
  "one object is a list of one": ({ tools, ...body }) =>
    tools === undefined ? body : { ...body, tools: Array.isArray(tools) ? tools : [tools] },
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

function recordedRequests() {
  return [...chatRequests(fixtures.get())].filter(({ wire }) => wire === "gemini-generate-content")
    .map(({ body, path }) => ({ body: body as JsonObject, path }));
}

Deno.test({
  name: "every recorded request is written again from what it means, without a warning",
  ignore,
  fn() {
    const counts = new Map<string, number>();
    const count = (says: string) => counts.set(says, (counts.get(says) ?? 0) + 1);
    const requests = recordedRequests();
    for (const { body, path } of requests) {
      const request = geminiGenerateContent.fromRequest(body, path);
      const model = /([^/]+):\w+$/.exec(path)![1];
      const wire = geminiGenerateContent.toWire(request, endpointFor("gemini-generate-content", model));
      const recorded = normalized(body);
      assertEquals(wire.warnings, []);
      assertEquals(canonicalJson(normalized(wire.body).body), canonicalJson(recorded.body));
      // The recordings have no queries.
      assert(path.endsWith(wire.path.replace("?alt=sse", "")), path);
      assertEquals(wire.path.endsWith("?alt=sse"), path.endsWith(":streamGenerateContent"));
      recorded.used.forEach(count);
      if (canonicalJson(wire.body) === canonicalJson(body)) count("equal");
    }
    for (const [says, times] of counts) console.log(`${String(times).padStart(5)} ${says}`);
    assert(requests.length > 0);
    for (const says of ["equal", ...Object.keys(EQUIVALENCES)]) assert((counts.get(says) ?? 0) > 0, says);
  },
});

Deno.test({
  name: "what recorded requests mean is said in the names that all formats share",
  ignore,
  fn() {
    const requests = recordedRequests().map(({ body, path }) => geminiGenerateContent.fromRequest(body, path));
    const messages = requests.flatMap((request) => request.messages);
    const assistants = messages.filter(({ role }) => role === "assistant");
    const calls = assistants.flatMap((message) => message.role === "assistant" ? message.toolCalls ?? [] : []);
    const count = (test: (request: typeof requests[number]) => unknown) => requests.filter(test).length;
    assertEquals(count(({ stream }) => stream), 60);
    assertEquals(count(({ messages }) => messages[0].role === "system"), 121);
    assert(calls.length > 0);
    assert(calls.some(({ signature }) => signature !== undefined));
    assert(calls.some(({ id }) => /^call_\d+$/.test(id)));
    assertEquals(messages.filter(({ role }) => role === "tool").length, calls.length);
    assert(messages.every((message) => message.role !== "tool" || message.name === undefined), "every call is found");
    assertEquals(count(({ tools }) => tools !== undefined), 104);
    const schemas = requests.flatMap(({ tools = [] }) => tools.map(({ parameters }) => JSON.stringify(parameters)));
    assert(schemas.every((schema) => !/"type":"[A-Z]/.test(schema)), "types of JSON Schema are in lower case");
    assertEquals(count(({ responseFormat }) => responseFormat?.type === "json_schema"), 46);
    assertEquals(count(({ reasoningEffort }) => reasoningEffort === "high"), 4);
    assertEquals(count(({ reasoningBudgetTokens }) => reasoningBudgetTokens !== undefined), 10);
    assertEquals(count(({ maxTokens }) => maxTokens !== undefined), 74);
  },
});

/** Parts that must come back as they are: all but plain texts, which may be put together. */
const mustReturn = (part: JsonObject) =>
  part.thoughtSignature !== undefined || !(typeof part.text === "string" || part.text === null);

Deno.test({
  name: "every recorded answer goes back in the next turn with its calls, signatures and native parts unchanged",
  ignore,
  fn() {
    const endpoint = endpointFor("gemini-generate-content");
    let [answers, signed, texts] = [0, 0, 0];
    for (const recording of nativeRecordings(fixtures.get(), "gemini-generate-content")) {
      const outcome = geminiGenerateContent.fromWire(responseOf(recording));
      if (!outcome.ok) continue;
      const messages = [assistantMessage(outcome.completion)];
      const { body, warnings } = geminiGenerateContent.toWire({ messages, stream: false }, endpoint);
      const answered: JsonObject[] = valuesOf(recording.resp).flatMap(({ candidates = [] }) => candidates)
        .flatMap(({ content }) => content?.parts ?? []);
      const returned = (body.contents as { parts: JsonObject[] }[])[0].parts;
      assertEquals(returned.filter(mustReturn), answered.filter(mustReturn), recording.file);
      const textOf = (parts: JsonObject[]) =>
        parts.map(({ text, thought }) => thought === true ? "" : text ?? "").join("");
      assertEquals(textOf(returned), textOf(answered) || outcome.completion.refusal || "", recording.file);
      assertEquals(warnings, []);
      answers++;
      signed += answered.filter(({ thoughtSignature }) => thoughtSignature !== undefined).length;
      if (textOf(answered) !== "") texts++;
    }
    assertEquals([answers, signed, texts > 100], [240, 123, true]);
  },
});

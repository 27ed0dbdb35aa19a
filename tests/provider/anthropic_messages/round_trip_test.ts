// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../../src/base/mod.ts";
import { anthropicMessages } from "../../../src/provider/mod.ts";
import type { JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { chatRequests } from "../recordings.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What two bodies may say in two ways. Everything else must be equal. */
const EQUIVALENCES: { readonly [says: string]: (body: JsonObject) => JsonObject } = {
  "no stream is asked for by false or by nothing": ({ stream, ...body }) =>
    stream === true ? { ...body, stream } : body,
  "output_format is the older name of output_config.format": ({ output_format: format, ...body }) =>
    format === undefined ? body : {
      ...body,
      output_config: { ...isObject(body.output_config) ? body.output_config : {}, format },
    },
  "neighbours of one role are one message": (body) => {
    const messages: JsonObject[] = [];
    for (const message of body.messages as JsonObject[]) {
      const last = messages.at(-1);
      if (last?.role !== message.role) messages.push(message);
      else messages[messages.length - 1] = { ...last, content: [...blocks(last!.content), ...blocks(message.content)] };
    }
    return { ...body, messages };
  },
};

const blocks = (content: JsonValue): JsonValue[] =>
  Array.isArray(content) ? content : [{ type: "text", text: content }];

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

function recordedBodies(): JsonObject[] {
  return [...chatRequests(fixtures.get())].filter(({ wire }) => wire === "anthropic-messages")
    .map(({ body }) => body as JsonObject);
}

Deno.test({
  name: "every recorded request is written again from what it means, without a warning",
  ignore,
  fn() {
    const counts = new Map<string, number>();
    const bodies = recordedBodies();
    for (const body of bodies) {
      const request = anthropicMessages.fromRequest(body, "/v1/messages");
      const wire = anthropicMessages.toWire(request, endpointFor("anthropic-messages", String(body.model)));
      const recorded = normalized(body);
      assertEquals(wire.warnings, []);
      assertEquals(canonicalJson(normalized(wire.body).body), canonicalJson(recorded.body));
      for (const says of recorded.used) counts.set(says, (counts.get(says) ?? 0) + 1);
      if (canonicalJson(wire.body) === canonicalJson(body)) counts.set("equal", (counts.get("equal") ?? 0) + 1);
    }
    for (const [says, count] of counts) console.log(`${String(count).padStart(5)} ${says}`);
    assert(bodies.length > 0);
    for (const says of ["equal", ...Object.keys(EQUIVALENCES)]) assert((counts.get(says) ?? 0) > 0, says);
  },
});

Deno.test({
  name: "what recorded requests mean is said in the names that all formats share",
  ignore,
  fn() {
    const requests = recordedBodies().map((body) => anthropicMessages.fromRequest(body, "/v1/messages"));
    const count = (test: (request: typeof requests[number]) => boolean) => requests.filter(test).length;
    assertEquals(count(({ tools }) => tools !== undefined), 160);
    assertEquals(count(({ toolChoice }) => toolChoice !== undefined), 136);
    assertEquals(count(({ responseFormat }) => responseFormat?.type === "json_schema"), 15);
    assertEquals(count(({ reasoningBudgetTokens }) => (reasoningBudgetTokens ?? 0) > 0), 43);
    assertEquals(count(({ reasoningEffort }) => reasoningEffort !== undefined), 4);
    const messages = requests.flatMap(({ messages }) => messages);
    const calls = messages.flatMap((message) => message.role === "assistant" ? message.toolCalls ?? [] : []);
    assert(calls.length > 0);
    assertEquals(messages.filter(({ role }) => role === "tool").length, calls.length);
    const known = new Set(["metadata", "mcp_servers", "container", "context_management", "cache_control"]);
    const left = new Set(requests.flatMap(({ extra }) => Object.keys(extra ?? {})));
    assertEquals([...left.difference(known)], ["output_config"]);
  },
});

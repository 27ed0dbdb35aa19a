// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { canonicalJson } from "../../../src/base/mod.ts";
import { ollamaChat } from "../../../src/provider/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { chatRequests } from "../recordings.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

/** What two bodies may say in two ways. Everything else must be equal. */
const EQUIVALENCES: { readonly [says: string]: (body: JsonObject) => JsonObject } = {
  "older clients do not say which tool a result is of": (body) => ({
    ...body,
    messages: (body.messages as JsonObject[]).map(({ tool_name: _, ...message }) => message),
  }),
};

const normalized = (body: JsonObject) =>
  Object.values(EQUIVALENCES).reduce((rewritten, rewrite) => rewrite(rewritten), body);

function recordedRequests() {
  return [...chatRequests(fixtures.get())].filter(({ wire }) => wire === "ollama-chat")
    .map(({ body, path }) => ({ body: body as JsonObject, path }));
}

Deno.test({
  name: "every recorded request is written again from what it means, without a warning",
  ignore,
  fn() {
    const requests = recordedRequests();
    let equal = 0;
    for (const { body, path } of requests) {
      const request = ollamaChat.fromRequest(body, path);
      const wire = ollamaChat.toWire(request, endpointFor("ollama-chat", String(body.model)));
      assertEquals(wire.warnings, []);
      assertEquals(canonicalJson(normalized(wire.body)), canonicalJson(normalized(body)));
      assertEquals(path, `/api${wire.path}`);
      if (canonicalJson(wire.body) === canonicalJson(body)) equal++;
    }
    console.log(`${String(equal).padStart(5)} equal, ${requests.length - equal} by an equivalence`);
    assertEquals([requests.length > 0, equal > 0], [true, true]);
  },
});

Deno.test({
  name: "what recorded requests mean is said in the names that all formats share",
  ignore,
  fn() {
    const requests = recordedRequests().map(({ body, path }) => ollamaChat.fromRequest(body, path));
    assertEquals(requests.filter(({ stream }) => stream).length, 6);
    const withTools = requests.filter(({ messages }) => messages.some(({ role }) => role === "tool"));
    assertEquals(withTools.length, 3);
    for (const { messages, tools } of withTools) {
      assertEquals(tools, []);
      assertEquals(messages, [
        {
          role: "assistant",
          content: null,
          toolCalls: [{ id: "call_0", name: "get_current_weather", arguments: '{"location":"San Francisco"}' }],
        },
        { role: "tool", toolCallId: "call_0", content: "The weather in San Francisco is 70 degrees and sunny." },
      ]);
    }
    const alike = ({ extra }: typeof requests[number]) =>
      canonicalJson(extra ?? {}) === canonicalJson({ format: "", options: {}, keep_alive: null });
    assert(requests.filter(alike).length > requests.length / 2);
  },
});

import { assert, assertEquals } from "@std/assert";
import { assistantMessage, cohereChat } from "../../../src/provider/mod.ts";
import type { Completion, JsonObject } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { nativeRecordings, responseOf, valuesOf } from "../native_recordings.ts";
import { completionOf, respondJson, respondStream } from "../responses.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

const { fromWire, toWire } = cohereChat;

const CALLS = [
  { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
  { id: "b", type: "function", function: { name: "f", arguments: '{"x":2}' } },
];
const CITATION = { start: 0, end: 2, text: "So", sources: [] };

const event = (type: string, message: JsonObject, index = 0): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, index, delta: { message } })}\n\n`;
const END = (finish_reason: string) =>
  `event: message-end\ndata: ${JSON.stringify({ type: "message-end", delta: { finish_reason } })}\n\n`;

/** The body's message with which an answer goes back. */
function backOnTheWire(completion: Completion): JsonObject {
  const { body, warnings } = toWire(
    { messages: [assistantMessage(completion)], stream: false },
    endpointFor("cohere-chat"),
  );
  assertEquals(warnings, []);
  return (body.messages as JsonObject[])[0];
}

const body = (message: JsonObject, finish_reason: string) =>
  completionOf(fromWire(respondJson({ id: "c", message: { role: "assistant", ...message }, finish_reason })));

Deno.test("a plan goes back beside its calls, streamed or not", () => {
  const plain = body({ tool_plan: "I look.", tool_calls: CALLS }, "TOOL_CALL");
  const streamed = completionOf(fromWire(respondStream([
    event("message-start", { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] }),
    event("tool-plan-delta", { tool_plan: "I " }),
    event("tool-plan-delta", { tool_plan: "look." }),
    ...CALLS.map((call, index) => event("tool-call-start", { tool_calls: call }, index)),
    END("TOOL_CALL"),
  ])));
  for (const completion of [plain, streamed]) {
    assertEquals([completion.text, completion.reasoning], ["", "I look."]);
    assertEquals(completion.parts, [{ type: "text", text: "I look." }]);
    assertEquals(backOnTheWire(completion), { role: "assistant", tool_plan: "I look.", tool_calls: CALLS });
  }
});

Deno.test("thinking and citations go back with the text, streamed or not", () => {
  const content: JsonObject[] = [{ type: "thinking", thinking: "Hm." }, { type: "text", text: "So it is." }];
  const streamed = completionOf(fromWire(respondStream([
    event("content-start", { content: { type: "thinking", thinking: "" } }),
    event("content-delta", { content: { thinking: "H" } }),
    event("content-delta", { content: { thinking: "m." } }),
    event("content-start", { content: { type: "text", text: "" } }, 1),
    event("content-delta", { content: { text: "So " } }, 1),
    event("citation-start", { citations: CITATION }),
    event("content-delta", { content: { text: "it is." } }, 1),
    END("COMPLETE"),
  ])));
  for (const completion of [body({ content, citations: [CITATION] }, "COMPLETE"), streamed]) {
    assertEquals(completion.parts, [
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "So it is." },
      { type: "native", wire: "cohere-chat", value: { citations: [CITATION] } },
    ]);
    assertEquals(backOnTheWire(completion), { role: "assistant", content, citations: [CITATION] });
  }
});

Deno.test("plain text is text alone, and so are calls without a plan", () => {
  const plain = body({ content: [{ type: "text", text: "So" }], citations: [] }, "COMPLETE");
  assertEquals([plain.parts, backOnTheWire(plain).content], [undefined, "So"]);
  const called = body({ tool_plan: "", tool_calls: CALLS }, "TOOL_CALL");
  assertEquals([called.parts, backOnTheWire(called)], [undefined, { role: "assistant", tool_calls: CALLS }]);
});

// deno-lint-ignore no-explicit-any
type Loose = any;

Deno.test({
  name: "every recorded answer goes back as it came",
  ignore,
  fn() {
    const seen = { plan: 0, thinking: 0, text: 0 };
    for (const recording of nativeRecordings(fixtures.get(), "cohere-chat")) {
      const outcome = fromWire(responseOf(recording));
      if (!outcome.ok) continue;
      const message: Loose = backOnTheWire(outcome.completion);
      const values: Loose[] = valuesOf(recording.resp);
      const said: Loose[] = values.map((value) => (value.delta ?? value).message ?? {});
      const join = (pieces: Loose[]) => pieces.filter((piece) => typeof piece === "string").join("");
      const contents: Loose[] = said.flatMap(({ content }) => content ?? []);
      assertEquals(message.tool_plan ?? "", join(said.map(({ tool_plan }) => tool_plan)), recording.file);
      const content = typeof message.content === "string" ? [{ text: message.content }] : message.content ?? [];
      for (const field of ["text", "thinking"]) {
        assertEquals(
          join(content.map((one: Loose) => one[field])),
          join(contents.map((one) => one[field])),
          recording.file,
        );
      }
      if (message.tool_plan !== undefined) seen.plan++;
      else if (content.some(({ thinking }: Loose) => thinking !== undefined)) seen.thinking++;
      else seen.text++;
    }
    assert(seen.plan > 5 && seen.thinking > 0 && seen.text > 5, JSON.stringify(seen));
  },
});

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createSimulated } from "../../../src/provider/simulated/mod.ts";
import type { ChatRequest } from "../../../src/spec/mod.ts";
import { completionOf } from "../responses.ts";
import { ask, simulate, WIRES } from "./_ask.ts";

const PATHS = [
  "/v1/chat/completions",
  "/v1/embeddings",
  "/v1/messages",
  "/v1beta/models/simulated%2Fsteady:generateContent",
  "/v1beta/models/simulated/steady:streamGenerateContent",
  "/v1beta/models/simulated/embedding:batchEmbedContents",
  "/v2/chat",
  "/v2/embed",
  "/api/chat",
  "/api/embed",
  "/api/show",
];

/** Names that some format looks at, with anything in them. */
const anyBody = fc.dictionary(
  fc.oneof(
    fc.constantFrom("messages", "contents", "content", "requests", "input", "inputs", "texts", "stream", "tools"),
    fc.constantFrom("max_tokens", "stop", "options", "generationConfig", "tool_choice", "response_format", "thinking"),
    fc.string(),
  ),
  fc.oneof(
    fc.jsonValue(),
    fc.array(fc.record({ role: fc.constantFrom("user", "assistant", "tool", "system"), content: fc.jsonValue() })),
  ),
);

Deno.test("whatever is sent is answered or refused, and never breaks the server", async () => {
  const instant = { model: "simulated/steady" };
  const vectors = { model: "simulated/embedding", kind: "embedding" } as const;
  const { handle } = createSimulated({ endpoints: [instant, vectors] });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), anyBody, fc.boolean(), async (path, body, isVector) => {
      const model = (isVector ? vectors : instant).model;
      const sent = JSON.stringify({ ...body, model });
      const response = await handle(new Request(`http://simulated${path}`, { method: "POST", body: sent }));
      assert([200, 400, 404].includes(response.status), `${response.status}`);
      assertEquals(response.headers.get("x-simulated"), "true");
      assert((await response.text()).length > 0);
    }),
    { numRuns: 500 },
  );
});

Deno.test("whatever the path, there is an answer", async () => {
  const { handle } = createSimulated();
  const broken = await handle(new Request("http://simulated/v1/models/100%"));
  assertEquals((await broken.json()).error.code, "model_not_found");
  await fc.assert(fc.asyncProperty(
    fc.constantFrom("GET", "POST", "DELETE", "PUT"),
    fc.webPath(),
    async (method, path) => {
      const init = { method, ...(method === "GET" ? {} : { body: "{}" }) };
      const response = await handle(new Request(`http://simulated${path}`, init));
      assert([200, 400, 404].includes(response.status));
      await response.body?.cancel();
    },
  ));
});

const anyRequest: fc.Arbitrary<ChatRequest> = fc.record({
  stream: fc.boolean(),
  content: fc.string({ minLength: 1 }),
  maxTokens: fc.integer({ min: 1, max: 80 }),
  stop: fc.array(fc.constantFrom("e", " the", ".", "q", "and"), { maxLength: 2 }),
  hasTools: fc.boolean(),
  thinks: fc.boolean(),
}).map(({ stream, content, maxTokens, stop, hasTools, thinks }): ChatRequest => ({
  stream,
  messages: [{ role: "user", content }],
  maxTokens,
  ...(stop.length > 0 ? { stop } : {}),
  ...(hasTools
    ? { tools: [{ name: "look", parameters: { type: "object", properties: { at: { type: "string" } } } }] }
    : {}),
  ...(thinks ? { reasoningText: true, reasoningBudgetTokens: 1024 } : {}),
}));

for (const [door, wire] of WIRES) {
  Deno.test(`${door}: every answer keeps to its request, and counts what it says`, async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const { outcome } = await ask(simulate(), wire, request);
        const { text, toolCalls, usage, finishReason } = completionOf(outcome);
        // Anthropic's answers have more than they may think.
        if (wire !== "anthropic-messages") assert(usage.outputTokens! <= request.maxTokens!);
        assert(usage.inputTokens! > 0 && (usage.reasoningTokens ?? 0) <= usage.outputTokens!);
        for (const stop of request.stop ?? []) assert(!text.includes(stop));
        if (finishReason === "tool_calls") assert(toolCalls.length > 0 && request.tools !== undefined);
        if (finishReason === "length") assertEquals(toolCalls.length === 0 || request.tools !== undefined, true);
      }),
      { numRuns: 40 },
    );
  });
}

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Schema, Validator } from "@cfworker/json-schema";
import type { ChatRequest, JsonObject, ToolDefinition } from "../../../src/spec/mod.ts";
import { completionOf, failureOf } from "../responses.ts";
import { ask, question, simulate, WIRES } from "./_ask.ts";

const SCHEMA: JsonObject = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 1, maximum: 7 } },
  required: ["city", "days"],
  additionalProperties: false,
};
const TOOLS: readonly ToolDefinition[] = [
  { name: "get_weather", parameters: SCHEMA },
  { name: "get_time", parameters: { type: "object", properties: { zone: { enum: ["UTC", "CET"] } } } },
];

const follows = (schema: JsonObject, value: unknown) =>
  new Validator(structuredClone(schema) as Schema, "2020-12").validate(value).valid;

for (const [door, wire] of WIRES) {
  const both = [false, true];

  Deno.test(`${door}: an answer has a text, a label and counts that add up, streamed or not`, async () => {
    for (const stream of both) {
      const { outcome, response } = await ask(simulate(), wire, question({ stream, maxTokens: 1000 }));
      const { text, finishReason, usage, toolCalls, model, warnings } = completionOf(outcome);
      assert(text.endsWith("."), text);
      assertEquals([finishReason, toolCalls, warnings], ["stop", [], []]);
      if (wire !== "cohere-chat") assertEquals(model, "simulated/plain");
      assert(usage.inputTokens! > 5 && usage.outputTokens! > 3);
      assertEquals(response.headers.get("x-simulated"), "true");
    }
  });

  Deno.test(`${door}: no more tokens come than are asked for`, async () => {
    for (const stream of both) {
      const { outcome } = await ask(simulate({ answer: { textTokens: 50 } }), wire, question({ stream, maxTokens: 7 }));
      const { finishReason, usage } = completionOf(outcome);
      assertEquals([finishReason, usage.outputTokens], ["length", 7]);
    }
  });

  Deno.test(`${door}: an answer ends before a stop sequence`, async () => {
    const bench = simulate();
    const request = question({ temperature: 0, maxTokens: 1000 });
    const whole = completionOf((await ask(bench, wire, request)).outcome).text;
    const stop = whole.slice(10, 14);
    // Another request, and so another text: the sequence is one that every text has.
    const { outcome } = await ask(bench, wire, { ...request, stop: ["never said", " "] });
    const { text, finishReason } = completionOf(outcome);
    assert(stop.length === 4 && text.length > 0 && !text.includes(" "), text);
    assertEquals(finishReason, "stop");
  });

  Deno.test(`${door}: tools are called with arguments that follow their schemas`, async () => {
    for (const stream of both) {
      const { outcome } = await ask(
        simulate({ answer: { parallelRate: 1 } }),
        wire,
        question({
          stream,
          tools: TOOLS,
          maxTokens: 1000,
          ...(wire === "ollama-chat" ? {} : { toolChoice: "required" }),
        }),
      );
      const { toolCalls, finishReason, text, usage } = completionOf(outcome);
      assertEquals([finishReason, text], ["tool_calls", ""]);
      assert(toolCalls.length >= 2 && usage.outputTokens! > 4);
      assertEquals(new Set(toolCalls.map(({ id }) => id)).size, toolCalls.length);
      for (const { name, arguments: given } of toolCalls) {
        assert(follows(TOOLS.find((tool) => tool.name === name)!.parameters, JSON.parse(given)));
      }
    }
  });

  Deno.test(`${door}: who has been given a result answers`, async () => {
    const bench = simulate();
    const request = question({ tools: TOOLS, maxTokens: 1000 });
    const { toolCalls } = completionOf((await ask(bench, wire, request)).outcome);
    const results = toolCalls.map(({ id }) => ({ role: "tool", toolCallId: id, content: '{"sky":"clear"}' }) as const);
    const messages = [...request.messages, { role: "assistant", content: null, toolCalls } as const, ...results];
    const { text, toolCalls: more } = completionOf((await ask(bench, wire, { ...request, messages })).outcome);
    assertEquals(more, []);
    assert(text.length > 0);
  });

  Deno.test(`${door}: JSON is valid, and follows its schema where there is one`, async () => {
    for (const stream of both) {
      const bench = simulate();
      if (wire !== "anthropic-messages") {
        const json = await ask(bench, wire, question({ stream, maxTokens: 1000, responseFormat: { type: "json" } }));
        assertEquals(typeof JSON.parse(completionOf(json.outcome).text), "object");
      }
      const responseFormat = { type: "json_schema", name: "weather", schema: SCHEMA } as const;
      const { outcome } = await ask(bench, wire, question({ stream, maxTokens: 1000, responseFormat }));
      const { text, toolCalls } = completionOf(outcome);
      assert(follows(SCHEMA, JSON.parse(toolCalls[0]?.arguments ?? text)));
    }
  });

  Deno.test(`${door}: a temperature of 0 gives the same bytes each time, and others another answer`, async () => {
    const bench = simulate();
    const texts = async (request: ChatRequest) => [
      (await ask(bench, wire, request)).text,
      (await ask(bench, wire, request)).text,
    ];
    const [first, second] = await texts(question({ temperature: 0, maxTokens: 1000 }));
    assertEquals(first, second);
    const [one, another] = await texts(question({ temperature: 0.7, maxTokens: 1000 }));
    assertNotEquals(one, another);
    const elsewhere = await ask(simulate({ seed: "other" }), wire, question({ temperature: 0, maxTokens: 1000 }));
    assertNotEquals(elsewhere.text, first);
  });

  Deno.test(`${door}: what is streamed is what is not`, async () => {
    const bench = simulate();
    const request = question({ temperature: 0, maxTokens: 1000 });
    const whole = completionOf((await ask(bench, wire, request)).outcome);
    const { outcome } = await ask(bench, wire, { ...request, stream: true });
    const { text, usage, id, rawFinishReason } = completionOf(outcome);
    assertEquals([text, usage, id, rawFinishReason], [whole.text, whole.usage, whole.id, whole.rawFinishReason]);
  });

  Deno.test(`${door}: images are counted`, async () => {
    const image = "data:image/png;base64,iVBORw0KGgo=";
    const asked = (parts: number): ChatRequest => ({
      stream: false,
      maxTokens: 100,
      messages: [{
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          ...Array.from({ length: parts }, () => ({ type: "image", url: image }) as const),
        ],
      }],
    });
    const bench = simulate({ capability: { imageTokens: 100 } });
    const [none, two] = [await ask(bench, wire, asked(0)), await ask(bench, wire, asked(2))];
    const tokens = (given: typeof none) => completionOf(given.outcome).usage.inputTokens!;
    assertEquals(tokens(two) - tokens(none), 200);
  });

  Deno.test(`${door}: reasoning comes when it is asked for, and is counted`, async () => {
    const bench = simulate();
    for (const stream of both) {
      const effort = wire === "openai-chat" || wire === "ollama-chat"
        ? { reasoningEffort: "low" }
        : { reasoningBudgetTokens: 1024 };
      const { outcome } = await ask(bench, wire, question({ stream, reasoningText: true, maxTokens: 5000, ...effort }));
      const { reasoning, text, usage } = completionOf(outcome);
      assert(reasoning.length > 0 && text.length > 0);
      if (wire !== "ollama-chat") {
        assert(usage.reasoningTokens! > 0 && usage.reasoningTokens! < usage.outputTokens!);
      }
    }
    const { outcome } = await ask(bench, wire, question({ maxTokens: 1000 }));
    assertEquals(completionOf(outcome).reasoning, "");
  });
}

Deno.test("a budget bounds the reasoning, and an effort scales it", async () => {
  const bench = simulate({ answer: { reasoningTokens: 200 } });
  const tokens = async (more: Partial<ChatRequest>) =>
    completionOf((await ask(bench, "openai-chat", question(more))).outcome).usage.reasoningTokens;
  assertEquals(await tokens({ reasoningEffort: "low" }), 100);
  assertEquals(await tokens({ reasoningEffort: "high" }), 400);
  assertEquals(await tokens({ reasoningEffort: "none" }), 0);
  const limited = await ask(
    bench,
    "gemini-generate-content",
    question({ reasoningBudgetTokens: 32, reasoningText: true }),
  );
  assertEquals(completionOf(limited.outcome).usage.reasoningTokens, 32);
});

Deno.test("reasoning uses up the tokens that there are", async () => {
  const bench = simulate({ answer: { reasoningTokens: 200 }, capability: { reasoning: "always" } });
  const { outcome } = await ask(bench, "openai-chat", question({ maxTokens: 50 }));
  const { text, finishReason, usage } = completionOf(outcome);
  assertEquals([text, finishReason, usage.reasoningTokens, usage.outputTokens], ["", "length", 50, 50]);
});

Deno.test("a choice of tools is kept to", async () => {
  const bench = simulate({ answer: { toolCallRate: 0, parallelRate: 1 } });
  const calls = async (more: Partial<ChatRequest>) =>
    completionOf((await ask(bench, "openai-chat", question({ tools: TOOLS, ...more }))).outcome).toolCalls;
  assertEquals(await calls({}), []);
  assertEquals(await calls({ toolChoice: "none" }), []);
  assertEquals((await calls({ toolChoice: { name: "get_time" } })).map(({ name }) => name), ["get_time"]);
  assertEquals((await calls({ toolChoice: "required", parallelToolCalls: false })).length, 1);
  assert((await calls({ toolChoice: "required" })).length > 1);
});

Deno.test("a call is whole or not there", async () => {
  const bench = simulate();
  for (const maxTokens of [1, 5, 12, 40, 80]) {
    const { outcome } = await ask(
      bench,
      "openai-chat",
      question({ tools: TOOLS, toolChoice: "required", maxTokens }),
    );
    const { toolCalls, finishReason, usage } = completionOf(outcome);
    assert(usage.outputTokens! <= maxTokens);
    assert(finishReason === "length" || toolCalls.length > 0);
    for (const { arguments: given } of toolCalls) assertEquals(typeof JSON.parse(given), "object");
  }
});

Deno.test("a schema that nothing follows is an error of the request", async () => {
  const responseFormat = {
    type: "json_schema",
    name: "x",
    schema: { type: "integer", minimum: 2, maximum: 1 },
  } as const;
  const { outcome } = await ask(simulate(), "openai-chat", question({ responseFormat }));
  assertEquals([failureOf(outcome).kind, failureOf(outcome).httpStatus], ["invalid_request", 400]);
});

Deno.test("the same question is drawn the same whatever else has been asked, and in whichever format", async () => {
  const [a, b] = [simulate(), simulate()];
  const text = async (bench: typeof a, wire: string, request: ChatRequest) =>
    completionOf((await ask(bench, wire, request)).outcome).text;
  const other = question({ messages: [{ role: "user", content: "Something else" }] });
  const first = await text(a, "openai-chat", question());
  await text(b, "openai-chat", other);
  await text(b, "openai-chat", other);
  assertEquals(await text(b, "openai-chat", question()), first);
  assertEquals(await text(simulate(), "cohere-chat", question()), first);
});

Deno.test("openai: a message has calls only where something is called", async () => {
  const messageOf = async (request: Partial<ChatRequest>) => {
    const { text } = await ask(simulate({ answer: { toolCallRate: 1 } }), "openai-chat", question(request));
    return JSON.parse(text).choices[0].message;
  };
  assertEquals("tool_calls" in await messageOf({}), false);
  assertEquals("tool_calls" in await messageOf({ tools: TOOLS, toolChoice: "required" }), true);
});

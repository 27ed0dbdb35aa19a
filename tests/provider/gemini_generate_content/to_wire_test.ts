import { assertEquals } from "@std/assert";
import { assistantMessage, geminiGenerateContent } from "../../../src/provider/mod.ts";
import type { AnswerPart, ChatMessage, ChatRequest, JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { endpointFor } from "../endpoints.ts";
import { completionOf, respondJson } from "../responses.ts";

const ENDPOINT = endpointFor("gemini-generate-content", "gemini-2.5-flash");
const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }], stream: false };

const wireOf = (request: Partial<ChatRequest>) => geminiGenerateContent.toWire({ ...HI, ...request }, ENDPOINT);
const bodyOf = (request: Partial<ChatRequest>) => wireOf(request).body;
const contentsOf = (...messages: ChatMessage[]) => bodyOf({ messages }).contents;
const partsOf = (...content: AnswerPart[]) => {
  const { body, warnings } = wireOf({ messages: [{ role: "assistant", content }] });
  return [(body.contents as JsonObject[])[0].parts, warnings.map(({ message }) => message)];
};
const warningsOf = (request: Partial<ChatRequest>) => wireOf(request).warnings.map(({ message }) => message);

Deno.test("a plain request has its turn and nothing else", () => {
  assertEquals(wireOf({}), {
    method: "POST",
    path: "/models/gemini-2.5-flash:generateContent",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: { contents: [{ role: "user", parts: [{ text: "Hi" }] }] },
    warnings: [],
  });
  assertEquals(geminiGenerateContent.authorize("k"), { "x-goog-api-key": "k" });
});

Deno.test("the path names the model, and asks for a stream of events", () => {
  const pathOf = (wireModel: string) =>
    geminiGenerateContent.toWire({ ...HI, stream: true }, { ...ENDPOINT, wireModel }).path;
  assertEquals(
    [pathOf("gemini"), pathOf("models/gemini"), pathOf("tunedModels/mine"), pathOf("a b?c#d%\ud800")].map((path) =>
      path.replace(":streamGenerateContent?alt=sse", "")
    ),
    ["/models/gemini", "/models/gemini", "/tunedModels/mine", "/models/a%20b%3Fc%23d%25%EF%BF%BD"],
  );
});

Deno.test("every parameter goes under its name", () => {
  assertEquals(
    bodyOf({
      maxTokens: 16,
      temperature: 0.2,
      topP: 0.9,
      topK: 40,
      seed: 7,
      stop: ["\n"],
      frequencyPenalty: 0.1,
      presencePenalty: -0.1,
      reasoningEffort: "low",
      reasoningText: true,
    }).generationConfig,
    {
      maxOutputTokens: 16,
      temperature: 0.2,
      topP: 0.9,
      topK: 40,
      seed: 7,
      frequencyPenalty: 0.1,
      presencePenalty: -0.1,
      stopSequences: ["\n"],
      thinkingConfig: { includeThoughts: true, thinkingLevel: "LOW" },
    },
  );
});

Deno.test("no reasoning is a budget of none", () => {
  const thinkingOf = (request: Partial<ChatRequest>) =>
    (bodyOf(request).generationConfig as JsonObject).thinkingConfig as JsonValue;
  assertEquals(thinkingOf({ reasoningEffort: "none" }), { thinkingBudget: 0 });
  assertEquals(thinkingOf({ reasoningBudgetTokens: 0 }), { thinkingBudget: 0 });
  assertEquals(thinkingOf({ reasoningBudgetTokens: -1 }), { thinkingBudget: -1 });
  assertEquals(thinkingOf({ reasoningBudgetTokens: 128, reasoningText: false }), {
    includeThoughts: false,
    thinkingBudget: 128,
  });
});

Deno.test("what the provider or its endpoint does not take is a warning", () => {
  assertEquals(warningsOf({ minP: 0.1, repetitionPenalty: 1.1, parallelToolCalls: false }), [
    'Cannot send "minP" as the provider has no such parameter',
    'Cannot send "repetitionPenalty" as the provider has no such parameter',
    'Cannot send "parallelToolCalls" as the provider cannot be held to one call',
  ]);
  assertEquals(warningsOf({ parallelToolCalls: true, tools: [{ name: "f", parameters: {}, strict: false }] }), []);
  assertEquals(warningsOf({ tools: [{ name: "f", parameters: {}, strict: true }] }).length, 1);
  const dialect = { renames: { topK: "top_k" }, refuses: ["seed"] };
  const { body, warnings } = geminiGenerateContent.toWire({ ...HI, topK: 1, seed: 2 }, { ...ENDPOINT, dialect });
  assertEquals(body.generationConfig, { top_k: 1 });
  assertEquals(warnings, [{
    code: "unsupported",
    message: 'Cannot send "seed" as the provider does not take it',
  }]);
});

Deno.test("the system prompt stands ahead of the turns, wherever it was", () => {
  const request = {
    messages: [
      { role: "system", content: "Be brief." },
      { role: "developer", content: [{ type: "text", text: "Really." }] },
      { role: "user", content: "Hi" },
      { role: "system", content: "Now." },
    ],
  } as const;
  assertEquals(bodyOf(request), {
    systemInstruction: { parts: [{ text: "Be brief." }, { text: "Really." }, { text: "Now." }] },
    contents: [{ role: "user", parts: [{ text: "Hi" }] }],
  });
  assertEquals(warningsOf(request), [
    'Cannot send "system" as the provider takes it ahead of the turns: it was moved',
  ]);
});

Deno.test("images go by their bytes or by where they are, with their types", () => {
  const message: ChatMessage = {
    role: "user",
    content: [
      { type: "text", text: "What is this?" },
      { type: "image", url: "data:image/png;base64,AA==" },
      { type: "image", url: "data:image/svg+xml,%3Csvg/%3E" },
      { type: "image", url: "https://example.com/a.JPG?x=1" },
      { type: "image", url: "gs://bucket/image", detail: "auto", extra: { fileData: { mimeType: "image/webp" } } },
      { type: "image", url: "https://example.com/image" },
    ],
  };
  assertEquals((contentsOf(message) as JsonObject[])[0].parts, [
    { text: "What is this?" },
    { inlineData: { mimeType: "image/png", data: "AA==" } },
    { inlineData: { mimeType: "image/svg+xml", data: btoa("<svg/>") } },
    { fileData: { mimeType: "image/jpeg", fileUri: "https://example.com/a.JPG?x=1" } },
    { fileData: { mimeType: "image/webp", fileUri: "gs://bucket/image" } },
    { fileData: { fileUri: "https://example.com/image" } },
  ]);
  assertEquals(warningsOf({ messages: [message] }), []);
  const low = { type: "image", url: "https://example.com/a.png", detail: "low" } as const;
  assertEquals(warningsOf({ messages: [{ role: "user", content: [low] }] }).length, 1);
});

Deno.test("parts of an answer keep their signatures, and those of other formats are left out", () => {
  assertEquals(
    partsOf(
      { type: "reasoning", text: "Hm", signature: "s" },
      { type: "reasoning", text: "Hm" },
      { type: "text", text: "It is", extra: { thoughtSignature: "t" } },
      { type: "native", wire: "gemini-generate-content", value: { executableCode: { code: "1" } } },
    ),
    [[
      { text: "Hm", thought: true, thoughtSignature: "s" },
      { text: "Hm", thought: true },
      { text: "It is", thoughtSignature: "t" },
      { executableCode: { code: "1" } },
    ], []],
  );
  assertEquals(
    partsOf(
      { type: "reasoning", text: "", redacted: "secret" },
      { type: "native", wire: "anthropic-messages", value: { type: "document" } },
    ),
    [[], [
      `Cannot send "redacted" as reasoning without its text is another provider's`,
      'Cannot send "native" as the part is written in anthropic-messages',
    ]],
  );
});

Deno.test("parallel results are one turn, under the names of their calls, without ids that were made here", () => {
  const messages: ChatMessage[] = [
    {
      role: "assistant",
      content: "Let me look.",
      toolCalls: [
        { id: "call_0", name: "weather", arguments: '{"city":"Paris"}', signature: "s" },
        { id: "fc_1", name: "now", arguments: "" },
      ],
    },
    { role: "tool", toolCallId: "call_0", content: "40 °C" },
    { role: "tool", toolCallId: "fc_1", content: '{"hour":3}' },
    { role: "user", content: "Thanks" },
    { role: "assistant", content: null, toolCalls: [{ id: "call_0", name: "sleep", arguments: "{}" }] },
    { role: "tool", toolCallId: "call_0", content: "no bed", isError: true },
  ];
  assertEquals(contentsOf(...messages), [
    {
      role: "model",
      parts: [
        { text: "Let me look." },
        { functionCall: { name: "weather", args: { city: "Paris" } }, thoughtSignature: "s" },
        { functionCall: { id: "fc_1", name: "now", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { name: "weather", response: { output: "40 °C" } } },
        { functionResponse: { id: "fc_1", name: "now", response: { hour: 3 } } },
      ],
    },
    { role: "user", parts: [{ text: "Thanks" }] },
    { role: "model", parts: [{ functionCall: { name: "sleep", args: {} } }] },
    { role: "user", parts: [{ functionResponse: { name: "sleep", response: { error: "no bed" } } }] },
  ]);
  assertEquals(warningsOf({ messages }), []);
});

Deno.test("a result may hold images, and one that answers no call says so", () => {
  const image = { type: "image", url: "data:image/png;base64,AA==" } as const;
  const request: Partial<ChatRequest> = {
    messages: [
      { role: "tool", toolCallId: "x", name: "look", content: [{ type: "text", text: "A cat" }, image] },
      { role: "tool", toolCallId: "y", content: [image] },
      { role: "tool", toolCallId: "z", name: "f", content: [{ type: "text", text: "a", extra: { cache: true } }] },
    ],
  };
  const parts = [{ inlineData: { mimeType: "image/png", data: "AA==" } }];
  assertEquals(bodyOf(request).contents, [{
    role: "user",
    parts: [
      { functionResponse: { id: "x", name: "look", response: { output: "A cat" }, parts } },
      { functionResponse: { id: "y", name: "y", response: {}, parts } },
      { functionResponse: { id: "z", name: "f", response: { output: "a" } } },
    ],
  }]);
  assertEquals(warningsOf(request), [
    'Cannot send "name" as no call before the result "y" has its id',
    'Cannot send "extra" as the text of a result is not a part of its own',
  ]);
});

Deno.test("arguments that are no object and names of speakers are told", () => {
  assertEquals(
    warningsOf({
      messages: [
        { role: "user", name: "ada", content: "Hi" },
        { role: "assistant", content: null, toolCalls: [{ id: "a", name: "f", arguments: '{"city":"Par' }] },
      ],
    }),
    [
      `Cannot send "name" as the provider's turns have none`,
      'Cannot send "arguments" as those of the call of f are no JSON object',
    ],
  );
});

Deno.test("tools are declared by their JSON Schema, or by Google's own where they bring one", () => {
  const parameters = { type: "object", properties: { a: { $ref: "#/$defs/A" } }, additionalProperties: false };
  const own = { type: "OBJECT", properties: { a: { type: "STRING" } } };
  assertEquals(
    bodyOf({
      tools: [
        { name: "f", description: "does f", parameters },
        { name: "g", parameters: {} },
        { name: "h", parameters, extra: { parameters: own, behavior: "BLOCKING" } },
      ],
    }).tools,
    [{
      functionDeclarations: [
        { name: "f", description: "does f", parametersJsonSchema: parameters },
        { name: "g" },
        { name: "h", parameters: own, behavior: "BLOCKING" },
      ],
    }],
  );
});

Deno.test("the choice of a tool is a mode, and one tool a list of one", () => {
  const choiceOf = (toolChoice: ChatRequest["toolChoice"]) =>
    (bodyOf({ toolChoice }).toolConfig as JsonObject).functionCallingConfig;
  assertEquals([choiceOf("auto"), choiceOf("none"), choiceOf("required"), choiceOf({ name: "f" })], [
    { mode: "AUTO" },
    { mode: "NONE" },
    { mode: "ANY" },
    { mode: "ANY", allowedFunctionNames: ["f"] },
  ]);
});

Deno.test("the shape of the answer is a type and a JSON Schema, or Google's own in the extra", () => {
  const configOf = (request: Partial<ChatRequest>) => bodyOf(request).generationConfig;
  const schema = { type: "object", additionalProperties: false };
  const responseFormat = { type: "json_schema", name: "out", schema } as const;
  assertEquals(configOf({ responseFormat: { type: "text" } }), { responseMimeType: "text/plain" });
  assertEquals(configOf({ responseFormat: { type: "json" } }), { responseMimeType: "application/json" });
  assertEquals(configOf({ responseFormat }), { responseMimeType: "application/json", responseJsonSchema: schema });
  const responseSchema = { type: "OBJECT" };
  assertEquals(configOf({ responseFormat, extra: { generationConfig: { responseSchema } } }), {
    responseMimeType: "application/json",
    responseSchema,
  });
});

Deno.test("extra fields are merged into what is there, lists replaced", () => {
  const safetySettings = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }];
  assertEquals(
    bodyOf({
      temperature: 1,
      toolChoice: "required",
      reasoningText: true,
      extra: {
        safetySettings,
        cachedContent: "cachedContents/1",
        generationConfig: { temperature: 0, thinkingConfig: { thinkingBudget: 5 } },
        toolConfig: { functionCallingConfig: { allowedFunctionNames: ["f", "g"] } },
        contents: [],
      },
    }),
    {
      contents: [],
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f", "g"] } },
      generationConfig: { temperature: 0, thinkingConfig: { includeThoughts: true, thinkingBudget: 5 } },
      safetySettings,
      cachedContent: "cachedContents/1",
    },
  );
});

Deno.test("the second turn carries the answer of the first unchanged, with its signatures", () => {
  const parts: JsonObject[] = [
    { text: "Let me think", thought: true },
    { text: "I will look.", thoughtSignature: "s1" },
    { functionCall: { name: "weather", args: { city: "Paris" } }, thoughtSignature: "s2" },
    { functionCall: { id: "fc_1", name: "now", args: {} } },
  ];
  const answer = { candidates: [{ content: { role: "model", parts }, finishReason: "STOP" }] };
  const completion = completionOf(geminiGenerateContent.fromWire(respondJson(answer)));
  const results = completion.toolCalls.map(({ id }): ChatMessage => ({ role: "tool", toolCallId: id, content: "3" }));
  assertEquals(contentsOf(assistantMessage(completion), ...results), [
    { role: "model", parts },
    {
      role: "user",
      parts: [
        { functionResponse: { name: "weather", response: { output: "3" } } },
        { functionResponse: { id: "fc_1", name: "now", response: { output: "3" } } },
      ],
    },
  ]);
});

Deno.test("calls that other parts follow keep their places", () => {
  const parts: JsonObject[] = [
    { functionCall: { name: "f", args: { x: 1 } }, thoughtSignature: "s1" },
    { toolCall: { toolType: "GOOGLE_SEARCH_WEB", args: {} }, thoughtSignature: "s2" },
    { functionCall: { id: "fc_1", name: "g", args: {} } },
    { text: "Wait." },
    { functionCall: { name: "f", args: { x: 2 } } },
  ];
  const answer = { candidates: [{ content: { role: "model", parts }, finishReason: "STOP" }] };
  const completion = completionOf(geminiGenerateContent.fromWire(respondJson(answer)));
  assertEquals(completion.toolCalls.map(({ name }) => name), ["f", "g", "f"]);
  const { wire, ...message } = assistantMessage(completion);
  assertEquals(wire, "gemini-generate-content");
  assertEquals(contentsOf(message), [{ role: "model", parts }]);
  const { messages } = geminiGenerateContent.fromRequest(bodyOf({ messages: [message] }), "/models/m:generateContent");
  assertEquals(messages, [message]);
  // The calls are what they are said to be, whatever keeps their places.
  const toolCalls = completion.toolCalls.slice(1).map((call) => ({ ...call, arguments: '{"y":3}' }));
  assertEquals(contentsOf({ ...message, toolCalls }), [{
    role: "model",
    parts: [
      { functionCall: { name: "f", args: { y: 3 } } },
      parts[1],
      { functionCall: { id: "fc_1", name: "g", args: { y: 3 } } },
      parts[3],
    ],
  }]);
});

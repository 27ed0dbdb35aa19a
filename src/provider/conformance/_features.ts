import type { ChatMessage, ChatRequest, JsonObject, ToolDefinition } from "../../spec/mod.ts";

/** Something that a request can ask for. */
export interface Feature {
  /** `parallel tool results` */
  readonly name: string;
  /** The same request without it. */
  readonly base: ChatRequest;
  readonly request: ChatRequest;
  /** Texts and numbers that are nowhere in the base; without any, the two must differ as they are sent. */
  readonly marks: readonly (string | number)[];
  /** Where what is asked for happens anyway, this one differs instead. */
  readonly orElse?: ChatRequest;
}

const USER: ChatMessage = { role: "user", content: "mark-question" };
const PLAIN: ChatRequest = { messages: [USER], stream: false, maxTokens: 99 };
const THINKING: ChatRequest = { ...PLAIN, maxTokens: 4096, reasoningBudgetTokens: 2048 };
const SCHEMA: JsonObject = {
  type: "object",
  properties: { mark_city: { type: "string" } },
  required: ["mark_city"],
  additionalProperties: false,
};
const TOOL: ToolDefinition = { name: "mark_weather", description: "mark-description", parameters: SCHEMA };
const TOOLED: ChatRequest = { ...PLAIN, tools: [TOOL] };
const PICTURE = "bWFyay1waWN0dXJl";

/** What every provider is asked for. */
export function features(wire: string): readonly Feature[] {
  return [...conversations(), ...tools(), ...parameters(), ...outputs(), ...parts(wire)];
}

function feature(name: string, added: Partial<ChatRequest>, marks: Feature["marks"] = [], base = PLAIN): Feature {
  return { name, base, request: { ...base, ...added }, marks };
}

function conversations(): Feature[] {
  const answered: ChatMessage[] = [
    USER,
    { role: "assistant", content: "mark-answer" },
    { role: "user", content: "mark-follow-up" },
  ];
  const system = (role: "system" | "developer"): ChatMessage => ({ role, content: "mark-system" });
  const texts: ChatMessage = {
    role: "user",
    content: [{ type: "text", text: "mark-first" }, { type: "text", text: "mark-second" }],
  };
  return [
    { name: "user text", base: { ...PLAIN, messages: [] }, request: PLAIN, marks: ["mark-question"] },
    feature("system prompt", { messages: [system("system"), USER] }, ["mark-system"]),
    feature("developer prompt", { messages: [system("developer"), USER] }, ["mark-system"]),
    feature("several turns", { messages: answered }, ["mark-answer", "mark-follow-up"]),
    feature("several parts", { messages: [texts] }, ["mark-first", "mark-second"]),
    feature("stream", { stream: true }),
  ];
}

function tools(): Feature[] {
  const call = (n: number) => ({ id: `call_${n}`, name: "mark_weather", arguments: `{"mark_city":"mark-city-${n}"}` });
  const result = (n: number): ChatMessage => ({
    role: "tool",
    toolCallId: `call_${n}`,
    name: "mark_weather",
    content: `{"sky":"mark-sky-${n}"}`,
  });
  const turn = (n: number): ChatMessage[] => {
    const places = Array.from({ length: n }, (_, i) => i + 1);
    return [USER, { role: "assistant", content: null, toolCalls: places.map(call) }, ...places.map(result)];
  };
  const failed: ChatMessage = { ...result(1), role: "tool", toolCallId: "call_1", isError: true } as ChatMessage;
  const one: ChatRequest = { ...TOOLED, messages: turn(1) };
  return [
    feature("tools", { tools: [TOOL] }, ["mark_weather", "mark-description", "mark_city"]),
    feature("no tool", { toolChoice: "none" }, [], TOOLED),
    feature("any tool", { toolChoice: "required" }, [], TOOLED),
    feature("a tool by name", { toolChoice: { name: "mark_weather" } }, [], TOOLED),
    feature("one call at a time", { parallelToolCalls: false }, [], TOOLED),
    feature("a tool's call and result", { messages: turn(1) }, ["mark-city-1", "mark-sky-1"], TOOLED),
    feature("parallel results", { messages: turn(2) }, ["mark-city-2", "mark-sky-2"], one),
    feature("a tool that failed", { messages: [...turn(1).slice(0, -1), failed] }, [], one),
  ];
}

function parameters(): Feature[] {
  return [
    feature("maxTokens", { maxTokens: 777 }, [777]),
    feature("temperature", { temperature: 0.28125 }, [0.28125]),
    feature("topP", { topP: 0.53125 }, [0.53125]),
    feature("topK", { topK: 17 }, [17]),
    feature("minP", { minP: 0.09375 }, [0.09375]),
    feature("seed", { seed: 424242 }, [424242]),
    feature("stop", { stop: ["mark-stop", "mark-halt"] }, ["mark-stop", "mark-halt"]),
    feature("frequencyPenalty", { frequencyPenalty: 0.34375 }, [0.34375]),
    feature("presencePenalty", { presencePenalty: 0.65625 }, [0.65625]),
    feature("repetitionPenalty", { repetitionPenalty: 1.15625 }, [1.15625]),
    feature("reasoningEffort", { reasoningEffort: "low" }),
    feature("reasoningBudgetTokens", THINKING, [], { ...PLAIN, maxTokens: THINKING.maxTokens }),
    {
      ...feature("reasoningText", { reasoningText: true }, [], THINKING),
      orElse: { ...THINKING, reasoningText: false },
    },
    feature("extra", { extra: { mark_field: { inner: "mark-extra" } } }, ["mark_field", "mark-extra"]),
  ];
}

function outputs(): Feature[] {
  return [
    feature("JSON", { responseFormat: { type: "json" } }),
    feature(
      "JSON Schema",
      { responseFormat: { type: "json_schema", name: "mark_name", schema: SCHEMA, strict: true } },
      [
        "mark_city",
      ],
    ),
  ];
}

function parts(wire: string): Feature[] {
  const image = (url: string): ChatMessage => ({
    role: "user",
    content: [{ type: "text", text: "mark-question" }, { type: "image", url }],
  });
  const reasoning: ChatMessage = {
    role: "assistant",
    content: [
      { type: "reasoning", text: "mark-thought", signature: "bWFyay1zaWduYXR1cmU=" },
      { type: "text", text: "mark-answer" },
    ],
  };
  const native = (name: string): ChatMessage => ({
    role: "user",
    content: [{ type: "text", text: "mark-question" }, {
      type: "native",
      wire: name,
      value: { type: "mark_part", value: "mark-native" },
    }],
  });
  return [
    feature("an image by data", { messages: [image(`data:image/png;base64,${PICTURE}`)] }, [PICTURE]),
    feature("an image by URL", { messages: [image("https://pictures.invalid/mark.png")] }, [
      "https://pictures.invalid/mark.png",
    ]),
    // Of some reasoning the proof goes back alone.
    feature("reasoning of an earlier turn", { messages: [USER, reasoning, USER] }, [], {
      ...PLAIN,
      messages: [USER, { role: "assistant", content: [{ type: "text", text: "mark-answer" }] }, USER],
    }),
    feature("a part of its own", { messages: [native(wire)] }, ["mark-native"]),
  ];
}

/** A request with a part that only another format has. */
export function foreignPart(): ChatRequest {
  const value = { type: "mark_part", value: "mark-foreign" };
  return {
    ...PLAIN,
    messages: [{
      role: "user",
      content: [{ type: "text", text: "mark-question" }, { type: "native", wire: "another-wire", value }],
    }],
  };
}

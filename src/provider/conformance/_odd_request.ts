import type { AnswerPart, ChatMessage, ChatRequest, ContentPart, JsonObject } from "../../spec/mod.ts";
import type { Chance } from "./_chance.ts";

/** A request that the type allows and hardly anyone would write. */
export function oddRequest(chance: Chance, wire: string): ChatRequest {
  const maybe = <T>(make: () => T): T | undefined => chance.below(3) === 0 ? make() : undefined;
  const request: { [field in keyof ChatRequest]: ChatRequest[field] | undefined } = {
    messages: Array.from({ length: chance.below(5) }, () => oddMessage(chance, wire)),
    stream: chance.below(2) === 0,
    maxTokens: maybe(() => chance.below(5000)),
    temperature: maybe(() => chance.below(200) / 100),
    topP: maybe(() => chance.below(100) / 100),
    topK: maybe(() => chance.below(100)),
    minP: maybe(() => chance.below(100) / 100),
    seed: maybe(() => chance.below(1e9)),
    stop: maybe(() => [chance.text()]),
    frequencyPenalty: maybe(() => chance.below(4) - 2),
    presencePenalty: maybe(() => chance.below(4) - 2),
    repetitionPenalty: maybe(() => 1 + chance.below(100) / 100),
    reasoningEffort: maybe(() => chance.pick(["none", "minimal", "low", "high", "xhigh", chance.text()])),
    reasoningBudgetTokens: maybe(() => chance.below(5000) - 1),
    reasoningText: maybe(() => chance.below(2) === 0),
    tools: maybe(
      () => [{ name: chance.text(), description: chance.text(), parameters: chance.object() as JsonObject }],
    ),
    toolChoice: maybe(() => chance.pick(["auto", "none", "required", { name: chance.text() }] as const)),
    parallelToolCalls: maybe(() => chance.below(2) === 0),
    responseFormat: maybe(() =>
      chance.pick(
        [
          { type: "text" },
          { type: "json" },
          { type: "json_schema", name: chance.text(), schema: chance.object() as JsonObject },
        ] as const,
      )
    ),
    extra: maybe(() => chance.object()),
  };
  return Object.fromEntries(
    Object.entries(request).filter(([, value]) => value !== undefined),
  ) as unknown as ChatRequest;
}

function oddMessage(chance: Chance, wire: string): ChatMessage {
  const content = () => chance.below(2) === 0 ? chance.text() : parts(chance, wire);
  switch (chance.below(4)) {
    case 0:
      return { role: chance.pick(["system", "developer"]), content: content() };
    case 1:
      return { role: "user", content: content() };
    case 2:
      return {
        role: "assistant",
        content: chance.pick([null, chance.text(), answerParts(chance, wire)]),
        toolCalls: Array.from({ length: chance.below(3) }, () => ({
          id: chance.text(),
          name: chance.text(),
          arguments: chance.pick([
            "{}",
            '{"city":"Par',
            "[1]",
            "null",
            "",
            chance.text(),
            JSON.stringify(chance.json()),
          ]),
        })),
      };
    default:
      return {
        role: "tool",
        toolCallId: chance.text(),
        content: chance.pick([chance.text(), JSON.stringify(chance.json()), parts(chance, wire)]),
        isError: chance.below(2) === 0,
      };
  }
}

function parts(chance: Chance, wire: string): ContentPart[] {
  return Array.from({ length: chance.below(4) }, (): ContentPart => {
    switch (chance.below(3)) {
      case 0:
        return { type: "text", text: chance.text() };
      case 1:
        return {
          type: "image",
          url: chance.pick(["data:image/png;base64,AAAA", "data:,", "https://a.invalid/b", "", "data:"]),
        };
      default:
        return { type: "native", wire: chance.pick([wire, "another-wire"]), value: chance.object() as JsonObject };
    }
  });
}

function answerParts(chance: Chance, wire: string): AnswerPart[] {
  const thoughts: AnswerPart[] = [
    { type: "reasoning", text: chance.text() },
    { type: "reasoning", text: chance.text(), signature: chance.text() },
    { type: "reasoning", text: "", redacted: chance.text() },
  ];
  return [...thoughts.slice(chance.below(4)), ...parts(chance, wire)];
}

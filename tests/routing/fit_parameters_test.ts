import { assertEquals } from "@std/assert";
import { fitParameters } from "../../src/routing/mod.ts";
import type { ChatParameters, ParameterProblem } from "../../src/spec/mod.ts";

const problems = (...parameters: string[]): ParameterProblem[] =>
  parameters.map((parameter) => ({ parameter, effect: "unknown", message: "no" }));

Deno.test("what is inherited and not taken goes, and what is taken stays", () => {
  const inherited: ChatParameters = { temperature: 0, topK: 4, maxTokens: 10 };
  const fitted = fitParameters(inherited, { problems: problems("temperature", "top_k", "seed"), asked: {} });
  assertEquals(fitted, { parameters: { maxTokens: 10 }, leftOut: ["temperature", "top_k"] });
  assertEquals(inherited, { temperature: 0, topK: 4, maxTokens: 10 });
});

Deno.test("what the caller asks for stays", () => {
  const fitted = fitParameters({ temperature: 0, extra: { a: 1, b: 2 } }, {
    problems: problems("temperature", "extra.a", "extra.b"),
    asked: { temperature: 0.5, extra: { a: 1 } },
  });
  assertEquals(fitted, { parameters: { temperature: 0, extra: { a: 1 } }, leftOut: ["extra.b"] });
});

Deno.test("fields of extra go one by one, and extra with the last of them", () => {
  const fitted = fitParameters({ extra: { logprobs: true } }, { problems: problems("extra.logprobs"), asked: {} });
  assertEquals(fitted, { parameters: {}, leftOut: ["extra.logprobs"] });
});

Deno.test("tools, the form of the answer and the messages are never taken out", () => {
  const inherited: ChatParameters = {
    tools: [{ name: "now", parameters: {} }],
    toolChoice: "auto",
    responseFormat: { type: "json" },
  };
  const fitted = fitParameters(inherited, {
    problems: problems("tools", "tool_choice", "response_format", "messages"),
    asked: {},
  });
  assertEquals(fitted, { parameters: inherited, leftOut: [] });
});

Deno.test("without problems the parameters are the same", () => {
  assertEquals(fitParameters({ temperature: 0 }, { problems: [], asked: {} }), {
    parameters: { temperature: 0 },
    leftOut: [],
  });
});

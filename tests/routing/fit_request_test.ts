import { assertEquals } from "@std/assert";
import { fitRequest } from "../../src/routing/mod.ts";
import type { ChatRequest, ParameterProblem } from "../../src/spec/mod.ts";

const problem = (parameter: string): ParameterProblem => ({ parameter, effect: "unknown", message: "no" });
const base = { messages: [], stream: false };

Deno.test("what is inherited and not taken goes, and what is taken stays", () => {
  const request: ChatRequest = { ...base, temperature: 0, topK: 4, maxTokens: 10 };
  const fitted = fitRequest(request, { problems: [problem("temperature"), problem("top_k")], asked: {} });
  assertEquals(fitted, { ...base, maxTokens: 10 });
  assertEquals(request.temperature, 0);
});

Deno.test("what the caller asked for stays", () => {
  const request: ChatRequest = { ...base, temperature: 0, extra: { a: 1, b: 2 } };
  const problems = [problem("temperature"), problem("extra.a"), problem("extra.b")];
  assertEquals(fitRequest(request, { problems, asked: { temperature: 0, extra: { a: 1 } } }), {
    ...base,
    temperature: 0,
    extra: { a: 1 },
  });
});

Deno.test("fields of extra go one by one, and extra with the last of them", () => {
  const request: ChatRequest = { ...base, extra: { logprobs: true } };
  assertEquals(fitRequest(request, { problems: [problem("extra.logprobs")], asked: {} }), base);
});

Deno.test("tools, the form of the answer and the messages are never taken out", () => {
  const request: ChatRequest = {
    ...base,
    tools: [{ name: "now", parameters: {} }],
    toolChoice: "auto",
    responseFormat: { type: "json" },
  };
  const problems = ["tools", "tool_choice", "response_format", "messages"].map(problem);
  assertEquals(fitRequest(request, { problems, asked: {} }), request);
});

Deno.test("without problems the request is the same", () => {
  const request: ChatRequest = { ...base, temperature: 0, extra: {} };
  assertEquals(fitRequest({ ...base, temperature: 0 }, { problems: [], asked: {} }), { ...base, temperature: 0 });
  assertEquals(fitRequest(request, { problems: [], asked: {} }).temperature, 0);
});

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { findProvider, modelRefusals } from "../../../src/provider/mod.ts";
import type { ChatParameters } from "../../../src/spec/mod.ts";

const HOSTS: { readonly [author: string]: string } = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
  "x-ai": "https://api.x.ai/v1",
  deepseek: "https://api.deepseek.com",
  mistralai: "https://api.mistral.ai/v1",
};

function refused(model: string, parameters: ChatParameters, baseUrl = HOSTS[model.split("/")[0]] ?? ""): string[] {
  const wireModel = model.split("/")[1];
  const request = { messages: [], stream: false, ...parameters };
  return modelRefusals(request, { model, wireModel, baseUrl }).map(({ parameter }) => parameter);
}

const TOOLS: ChatParameters["tools"] = [{ name: "now", parameters: { type: "object" } }];

for (
  const [model, parameters, expected] of [
    ["openai/o3", { temperature: 0.2, topP: 0.5, stop: ["."], parallelToolCalls: false }, [
      "temperature",
      "top_p",
      "stop",
      "parallel_tool_calls",
    ]],
    ["openai/o3", { temperature: 1, topP: 1, frequencyPenalty: 0 }, []],
    ["openai/o1", { stop: ["."] }, []],
    ["openai/o4-mini", { reasoningEffort: "minimal" }, ["reasoning_effort"]],
    ["openai/gpt-5", { temperature: 0, presencePenalty: 1 }, ["temperature", "presence_penalty"]],
    ["openai/gpt-5-mini", { reasoningEffort: "minimal" }, []],
    ["openai/gpt-5-nano", { reasoningEffort: "none" }, ["reasoning_effort"]],
    ["openai/gpt-5-pro", { reasoningEffort: "low" }, ["reasoning_effort"]],
    ["openai/gpt-5-chat", { temperature: 0.2 }, []],
    ["openai/gpt-5.1", { temperature: 0.2 }, []],
    ["openai/gpt-5.1", { temperature: 0.2, reasoningEffort: "none" }, []],
    ["openai/gpt-5.1", { temperature: 0.2, reasoningEffort: "low" }, ["temperature"]],
    ["openai/gpt-5.1", { reasoningEffort: "minimal" }, ["reasoning_effort"]],
    ["openai/gpt-5.2", { reasoningEffort: "xhigh" }, []],
    ["openai/gpt-5.1-codex", { temperature: 0.2 }, ["temperature"]],
    ["openai/gpt-5.4", { tools: TOOLS }, []],
    ["openai/gpt-5.4", { tools: TOOLS, reasoningEffort: "low" }, ["reasoning_effort"]],
    ["openai/gpt-5.6-luna", { tools: TOOLS }, ["tools"]],
    ["openai/gpt-5.6-luna", { tools: TOOLS, reasoningEffort: "none" }, []],
    ["openai/gpt-4o", { temperature: 0.2, topP: 0.5, stop: ["."] }, []],
    ["openai/gpt-4o", { reasoningEffort: "low" }, ["reasoning_effort"]],
    ["openai/gpt-oss-120b", { temperature: 0.2, reasoningEffort: "low" }, []],
    ["openai/o3", { extra: { logprobs: true, service_tier: "flex" } }, ["extra.logprobs"]],
    ["anthropic/claude-opus-4", { temperature: 0.2, topP: 0.9 }, []],
    ["anthropic/claude-opus-4-20250514", { temperature: 0.2, topP: 0.9 }, []],
    ["anthropic/claude-opus-4.1", { temperature: 0.2, topP: 0.9 }, ["top_p"]],
    ["anthropic/claude-sonnet-4.5", { temperature: 0.2, topP: 0.9 }, ["top_p"]],
    ["anthropic/claude-sonnet-4.5", { topP: 0.9 }, []],
    ["anthropic/claude-3.5-haiku", { temperature: 1.5 }, ["temperature"]],
    ["anthropic/claude-opus-4.7", { temperature: 0.2, topK: 5 }, ["temperature", "top_k"]],
    ["anthropic/claude-4.7-opus-20260416", { temperature: 0.2 }, ["temperature"]],
    ["anthropic/claude-sonnet-5", { temperature: 0.2, topP: 0.9 }, ["temperature", "top_p"]],
    ["anthropic/claude-haiku-5.5", { reasoningBudgetTokens: 2000 }, ["reasoning_budget_tokens"]],
    ["anthropic/claude-sonnet-5", { temperature: 1, reasoningEffort: "high" }, []],
    ["anthropic/claude-sonnet-4.5", { reasoningEffort: "high" }, ["reasoning_effort"]],
    ["anthropic/claude-sonnet-4.5", { reasoningBudgetTokens: 100 }, ["reasoning_budget_tokens"]],
    ["anthropic/claude-sonnet-4.5", { reasoningBudgetTokens: 2000, maxTokens: 2000 }, ["reasoning_budget_tokens"]],
    ["anthropic/claude-sonnet-4.5", { reasoningBudgetTokens: 2000, maxTokens: 4000 }, []],
    ["anthropic/claude-3.7-sonnet", { reasoningBudgetTokens: 2000, temperature: 0.5, topK: 3 }, [
      "temperature",
      "top_k",
    ]],
    ["anthropic/claude-3.7-sonnet", { reasoningBudgetTokens: 2000, toolChoice: "required" }, ["tool_choice"]],
    ["anthropic/claude-3.7-sonnet", { reasoningBudgetTokens: 0, temperature: 0.5 }, []],
    ["anthropic/claude-3.5-sonnet", { reasoningBudgetTokens: 2000, temperature: 1 }, ["reasoning_budget_tokens"]],
    ["google/gemini-2.0-flash-001", { frequencyPenalty: 0.5 }, []],
    ["google/gemini-2.5-flash", { frequencyPenalty: 0.5, presencePenalty: 0 }, ["frequency_penalty"]],
    ["google/gemini-2.5-flash", { reasoningBudgetTokens: 0 }, []],
    ["google/gemini-2.5-pro", { reasoningBudgetTokens: 0 }, ["reasoning_budget_tokens"]],
    ["google/gemini-2.5-pro", { reasoningBudgetTokens: -1 }, []],
    ["google/gemini-2.5-flash-lite", { reasoningBudgetTokens: 100 }, ["reasoning_budget_tokens"]],
    ["google/gemini-3-pro-preview", { reasoningEffort: "low", reasoningBudgetTokens: 100 }, [
      "reasoning_budget_tokens",
    ]],
    ["google/gemini-3-pro-preview", { reasoningEffort: "none" }, ["reasoning_effort"]],
    ["google/gemma-3-27b-it", { frequencyPenalty: 0.5 }, []],
    ["x-ai/grok-4", { stop: ["."], presencePenalty: 1 }, ["presence_penalty", "stop"]],
    ["x-ai/grok-4", { reasoningEffort: "low" }, ["reasoning_effort"]],
    ["x-ai/grok-4-fast-non-reasoning", { stop: ["."] }, []],
    ["x-ai/grok-3", { stop: ["."] }, []],
    ["x-ai/grok-3-mini", { reasoningEffort: "high" }, []],
    ["x-ai/grok-4.3", { reasoningEffort: "none" }, []],
    ["x-ai/grok-4.5", { reasoningEffort: "none" }, ["reasoning_effort"]],
    ["deepseek/deepseek-reasoner", { temperature: 0.2 }, ["temperature"]],
    ["deepseek/deepseek-chat", { temperature: 0.2 }, []],
    ["deepseek/deepseek-chat", { temperature: 0.2, reasoningEffort: "high" }, ["temperature"]],
    ["mistralai/mistral-small", { temperature: 1.8 }, ["temperature"]],
    ["acme/parrot", { temperature: 1.8, topK: 3, reasoningEffort: "much" }, []],
  ] as readonly (readonly [string, ChatParameters, readonly string[]])[]
) {
  Deno.test(`${model} refuses [${expected}] of ${JSON.stringify(parameters)}`, () => {
    assertEquals(refused(model, parameters), [...expected]);
  });
}

Deno.test("what a model does not take is said with the parameter, the rule and the value", () => {
  const request = { messages: [], stream: false, temperature: 0.2 };
  const endpoint = { model: "openai/gpt-5", wireModel: "gpt-5", baseUrl: HOSTS.openai };
  assertEquals(modelRefusals(request, endpoint), [{
    parameter: "temperature",
    effect: "refused",
    message: 'Cannot send "temperature" as gpt-5 takes 1 alone: current value is 0.2',
  }]);
});

Deno.test("behind a router nobody knows whether it is an error or goes by", () => {
  const request = { messages: [], stream: false, temperature: 0.2 };
  const endpoint = { model: "openai/gpt-5", wireModel: "openai/gpt-5", baseUrl: "https://openrouter.ai/api/v1" };
  assertEquals(modelRefusals(request, endpoint)[0].effect, "unknown");
});

Deno.test("a sampler without effect is told as ignored", () => {
  const request = { messages: [], stream: false, temperature: 0.2 };
  const endpoint = { model: "deepseek/deepseek-r1", wireModel: "deepseek-reasoner", baseUrl: HOSTS.deepseek };
  assertEquals(modelRefusals(request, endpoint)[0].effect, "ignored");
});

Deno.test("weights that others serve take samplers, whatever their author's own server does", () => {
  assertEquals(refused("deepseek/deepseek-reasoner", { temperature: 0.2 }, "https://api.together.xyz/v1"), []);
});

Deno.test("a rule's hosts are those of the provider table", () => {
  for (
    const [author, key] of [["openai", "openai"], ["anthropic", "anthropic"], ["google", "gemini"], ["x-ai", "xai"]]
  ) {
    assertEquals(new URL(findProvider(key).origin!).host, new URL(HOSTS[author]).host);
  }
});

Deno.test("an empty request is taken by everybody, and no request makes a rule throw", () => {
  const slug = fc.oneof(
    fc.constantFrom("o3", "gpt-5.9", "claude-opus-9", "gemini-9-pro", "grok-9", "claude-", "gpt-", "o"),
    fc.string({ unit: "grapheme-ascii" }),
  );
  const author = fc.constantFrom("openai", "anthropic", "google", "x-ai", "acme", "");
  const number = fc.option(fc.double({ noNaN: true }), { nil: undefined });
  fc.assert(fc.property(author, slug, number, number, (author, slug, temperature, reasoningBudgetTokens) => {
    const endpoint = { model: `${author}/${slug}`, wireModel: slug, baseUrl: "" };
    assertEquals(modelRefusals({ messages: [], stream: true }, endpoint), []);
    const request = {
      messages: [],
      stream: true,
      ...(temperature === undefined ? {} : { temperature }),
      ...(reasoningBudgetTokens === undefined ? {} : { reasoningBudgetTokens }),
    };
    assert(modelRefusals(request, endpoint).length <= 2);
  }));
});

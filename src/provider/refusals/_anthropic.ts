import type { ChatRequest } from "../../spec/mod.ts";
import type { ModelProblems } from "./_model_problems.ts";
import { reasoningAsked } from "./_reasoning_asked.ts";

/**
 * Claude's generations: which of the samplers they take, and how they are asked to think. From
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking, the migration guides beside it
 * (…/models/sonnet-5/migration-guide, …/models/haiku-5-5/migration-guide), and what the API answers:
 * langfuse/langfuse#9882, NousResearch/hermes-agent#11137, mnfst/modelparams.dev#214. As of 2026-11-21.
 */
export function refusedByAnthropic(slug: string, request: ChatRequest, problems: ModelProblems): void {
  const model = claudeOf(slug);
  if (model === null) return;
  const { temperature, topP, topK } = request;
  if (temperature !== undefined && temperature > 1) problems.add("temperature", "takes 0 to 1", temperature);
  if (model.version >= 407) {
    problems.addUnless("temperature", temperature, 1);
    if (topP !== undefined && topP < 0.99) problems.add("top_p", "takes none", topP);
    problems.addUnless("top_k", topK, 0);
  } else if (temperature !== undefined && topP !== undefined && takesOneSampler(model)) {
    problems.add("top_p", "takes it or temperature, not both", topP);
  }
  refuseThinking(model.version, request, problems);
  if (reasoningAsked(request) === true) refuseBesideThinking(request, problems);
}

interface Claude {
  readonly family: string;
  readonly version: number;
}

/** 407 is 4.7. Both orders of the name are read: `claude-opus-4.1`, `claude-3.7-sonnet`; a date is no version. */
function claudeOf(slug: string): Claude | null {
  const found = /^claude-(?:([a-z]+)-(\d+)(?:[.-](\d{1,2}))?|(\d+)(?:[.-](\d{1,2}))?-([a-z]+))(?![\d.])/.exec(slug);
  if (found === null) return null;
  const [, family = found[6], major = found[4], minor = found[5] ?? "0"] = found;
  return { family, version: Number(major) * 100 + Number(minor) };
}

function takesOneSampler({ family, version }: Claude): boolean {
  return version >= (family === "opus" ? 401 : 405);
}

function refuseThinking(version: number, request: ChatRequest, problems: ModelProblems): void {
  const { reasoningEffort: effort, reasoningBudgetTokens: budget, maxTokens } = request;
  if (effort !== undefined && effort !== "none" && budget === undefined && version < 406) {
    problems.add("reasoning_effort", "thinks by a budget: give reasoning_budget_tokens", effort);
  }
  if (budget === undefined || budget === 0) return;
  if (version >= 407) {
    if (budget > 0) problems.add("reasoning_budget_tokens", "thinks by effort: give reasoning_effort", budget);
  } else if (version < 307) {
    problems.add("reasoning_budget_tokens", "does not think", budget);
  } else if (budget < 0) {
    if (version < 406) problems.add("reasoning_budget_tokens", "takes 1024 or more", budget);
  } else if (budget < 1024) {
    problems.add("reasoning_budget_tokens", "takes 1024 or more", budget);
  } else if (maxTokens !== undefined && budget >= maxTokens) {
    problems.add("reasoning_budget_tokens", `takes less than max_tokens (${maxTokens})`, budget);
  }
}

function refuseBesideThinking(request: ChatRequest, problems: ModelProblems): void {
  const { temperature, topP, topK, toolChoice } = request;
  if (temperature !== undefined && temperature !== 1) {
    problems.add("temperature", "takes 1 alone when it thinks", temperature);
  }
  if (topP !== undefined && topP < 0.95) problems.add("top_p", "takes 0.95 to 1 when it thinks", topP);
  if (topK !== undefined && topK !== 0) problems.add("top_k", "takes none when it thinks", topK);
  if (toolChoice === "required" || typeof toolChoice === "object") {
    problems.add("tool_choice", 'takes "auto" or "none" when it thinks', toolChoice);
  }
}

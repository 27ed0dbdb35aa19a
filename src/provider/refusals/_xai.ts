import type { ChatRequest } from "../../spec/mod.ts";
import type { ModelProblems } from "./_model_problems.ts";

/** Efforts by model; those that are not here either take none, or nobody knows. */
const EFFORTS: readonly (readonly [slug: RegExp, efforts: readonly string[]])[] = [
  [/^grok-3-mini/, ["low", "high"]],
  [/^grok-4\.3/, ["none", "low", "medium", "high"]],
  [/^grok-4\.5/, ["low", "medium", "high"]],
  [/^grok-(2|3|4|4-0709|4-fast|4[.-]1-fast|code-fast-1|4\.20-0309)(-|$)/, []],
];

/**
 * Grok's reasoning models: no penalties, no stop, and efforts of their own. From https://docs.x.ai/docs/guides/reasoning
 * (2026) and the releases of vercel/ai's @ai-sdk/xai 4.0.0; which models answer an effort with an error was tried by
 * NousResearch/hermes-agent#23435. As of 2026-11-21.
 */
export function refusedByXai(slug: string, request: ChatRequest, problems: ModelProblems): void {
  if (/^grok-(3-mini|4|code)/.test(slug) && !slug.includes("non-reasoning")) {
    problems.addUnless("frequency_penalty", request.frequencyPenalty, 0);
    problems.addUnless("presence_penalty", request.presencePenalty, 0);
    if (request.stop !== undefined) problems.add("stop", "takes none", request.stop);
  }
  const effort = request.reasoningEffort;
  const efforts = EFFORTS.find(([pattern]) => pattern.test(slug))?.[1];
  if (effort === undefined || efforts === undefined || efforts.includes(effort)) return;
  problems.add("reasoning_effort", efforts.length === 0 ? "takes none" : `takes ${efforts.join(", ")}`, effort);
}

import type { ChatRequest } from "../../spec/mod.ts";
import type { ModelProblems } from "./_model_problems.ts";
import { reasoningAsked } from "./_reasoning_asked.ts";

/** A model that reasons, by its generation: the o series is before gpt-5.0. */
interface Reasoner {
  readonly series: "o" | "gpt";
  /** 501 of gpt-5.1; of an o model its number. */
  readonly version: number;
  /** Whether it reasons whatever it is asked for. */
  readonly always: boolean;
}

const NEW_EFFORTS = ["none", "low", "medium", "high", "xhigh"];

/**
 * OpenAI's reasoning models: sampling stays as it is while they reason, and each generation knows other efforts. From
 * https://platform.openai.com/docs/guides/reasoning and
 * https://learn.microsoft.com/en-us/javascript/api/@azure/ai-projects/reasoningeffort; tools beside an effort from
 * openai/openai-openapi#541 and BerriAI/litellm#34569. As of 2026-11-21.
 */
export function refusedByOpenai(slug: string, request: ChatRequest, problems: ModelProblems): void {
  if (/^(gpt-4|gpt-3\.5|chatgpt-4o)/.test(slug)) {
    if (request.reasoningEffort !== undefined) {
      problems.add("reasoning_effort", "does not reason", request.reasoningEffort);
    }
    return;
  }
  const model = reasonerOf(slug);
  if (model === null) return;
  const reasons = model.always || reasoningAsked(request) === true;
  if (reasons) refuseSampling(request, problems);
  if (request.stop !== undefined && (model.series === "o" ? model.version >= 3 : model.version === 500)) {
    problems.add("stop", "takes none", request.stop);
  }
  if (model.series === "o" && request.parallelToolCalls !== undefined) {
    problems.add("parallel_tool_calls", "takes none", request.parallelToolCalls);
  }
  refuseEffort(problems, { slug, model, request });
}

/** `null`: it is none, or nobody knows. Those of the name `chat` answer as others do. */
function reasonerOf(slug: string): Reasoner | null {
  const o = /^o(\d)(?:-|$)/.exec(slug);
  if (o !== null) return { series: "o", version: Number(o[1]), always: true };
  const gpt = /^gpt-(\d+)(?:\.(\d+))?(?=-|$)/.exec(slug);
  if (gpt === null || Number(gpt[1]) < 5 || /-chat|-oss/.test(slug)) return null;
  const version = Number(gpt[1]) * 100 + Number(gpt[2] ?? 0);
  return { series: "gpt", version, always: version === 500 || /-(codex|pro)/.test(slug) };
}

function refuseSampling(request: ChatRequest, problems: ModelProblems): void {
  problems.addUnless("temperature", request.temperature, 1);
  problems.addUnless("top_p", request.topP, 1);
  problems.addUnless("frequency_penalty", request.frequencyPenalty, 0);
  problems.addUnless("presence_penalty", request.presencePenalty, 0);
  for (const name of ["logprobs", "top_logprobs", "logit_bias"]) {
    const value = request.extra?.[name];
    if (value !== undefined && value !== false && value !== null) problems.add(`extra.${name}`, "takes none", value);
  }
}

function refuseEffort(
  problems: ModelProblems,
  { slug, model, request }: { readonly slug: string; readonly model: Reasoner; readonly request: ChatRequest },
): void {
  const effort = request.reasoningEffort;
  const efforts = effortsOf(slug, model);
  if (effort !== undefined && efforts !== null && !efforts.includes(effort)) {
    problems.add("reasoning_effort", `takes ${efforts.join(", ")}`, effort);
  }
  if (request.tools === undefined || model.series === "o" || model.version < 504 || !problems.isDirect) return;
  if (effort !== undefined && effort !== "none") {
    problems.add("reasoning_effort", 'takes no other than "none" beside tools in chat completions', effort);
  } else if (effort === undefined && model.version >= 506) {
    problems.add(
      "tools",
      'takes them beside the reasoning_effort "none" alone in chat completions',
      "no reasoning_effort",
    );
  }
}

function effortsOf(slug: string, { series, version }: Reasoner): readonly string[] | null {
  if (series === "o") return /^o1-(mini|preview)/.test(slug) ? [] : ["low", "medium", "high"];
  if (/^gpt-5-pro/.test(slug)) return ["high"];
  if (/-(codex|pro)/.test(slug)) return null;
  if (version === 500) return ["minimal", "low", "medium", "high"];
  return version === 501 ? NEW_EFFORTS.slice(0, 4) : version <= 506 ? NEW_EFFORTS : null;
}

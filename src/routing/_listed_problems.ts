import type { CapabilityName, ChatRequest, EndpointRecord, ParameterProblem } from "../spec/mod.ts";

/** Parameters by their names in files: what they are in lists, and the values that change nothing. */
const LISTED: readonly {
  readonly name: string;
  readonly field: keyof ChatRequest;
  /** Any of these in a list takes it. */
  readonly names: readonly string[];
  readonly neutral?: unknown;
}[] = [
  { name: "temperature", field: "temperature", names: ["temperature"], neutral: 1 },
  { name: "top_p", field: "topP", names: ["top_p"], neutral: 1 },
  { name: "top_k", field: "topK", names: ["top_k"], neutral: 0 },
  { name: "min_p", field: "minP", names: ["min_p"], neutral: 0 },
  { name: "seed", field: "seed", names: ["seed"] },
  { name: "stop", field: "stop", names: ["stop"] },
  { name: "max_tokens", field: "maxTokens", names: ["max_tokens", "max_completion_tokens"] },
  { name: "frequency_penalty", field: "frequencyPenalty", names: ["frequency_penalty"], neutral: 0 },
  { name: "presence_penalty", field: "presencePenalty", names: ["presence_penalty"], neutral: 0 },
  { name: "repetition_penalty", field: "repetitionPenalty", names: ["repetition_penalty"], neutral: 1 },
  { name: "reasoning_effort", field: "reasoningEffort", names: ["reasoning_effort", "reasoning"], neutral: "none" },
  { name: "reasoning_budget_tokens", field: "reasoningBudgetTokens", names: ["reasoning"], neutral: 0 },
  { name: "tool_choice", field: "toolChoice", names: ["tool_choice"], neutral: "auto" },
];

/** Provider's own fields that lists name. Others are the user's own business. */
const LISTED_EXTRA = ["logprobs", "top_logprobs", "logit_bias", "top_a", "verbosity"];

/** What the catalog lists of an endpoint against what a request asks of it. A list that is empty tells nothing. */
export function listedProblems(request: ChatRequest, record: EndpointRecord): ParameterProblem[] {
  return [...missingFields(request, record), ...missingAbilities(request, record), ...overLimits(request, record)];
}

function missingFields(request: ChatRequest, { key, parameters }: EndpointRecord): ParameterProblem[] {
  if (parameters === null || parameters.length === 0) return [];
  const takes = (names: readonly string[]) => names.some((name) => parameters.includes(name));
  const known = LISTED.flatMap(({ name, field, names, neutral }) => {
    const value = request[field];
    return value === undefined || value === neutral || takes(names) ? [] : [problem(name, `${key} takes none`, value)];
  });
  const extra = LISTED_EXTRA.flatMap((name) => {
    const value = request.extra?.[name];
    return !value || takes([name]) ? [] : [problem(`extra.${name}`, `${key} takes none`, value)];
  });
  return [...known, ...extra];
}

function missingAbilities(request: ChatRequest, { key, capabilities }: EndpointRecord): ParameterProblem[] {
  const { tools, responseFormat } = request;
  const format = responseFormat?.type;
  const asked: readonly (readonly [CapabilityName, parameter: string, isAsked: boolean, what: string])[] = [
    ["tools", "tools", tools !== undefined, "tools"],
    ["jsonSchema", "response_format", format === "json_schema", "JSON Schema"],
    ["json", "response_format", format === "json", "JSON on request"],
    ["images", "messages", hasImages(request), "images"],
  ];
  return asked.filter(([name, , isAsked]) => isAsked && capabilities[name] === "no")
    .map(([, parameter, , what]) => problem(parameter, `${key} takes no ${what}`));
}

function overLimits({ maxTokens }: ChatRequest, { key, maxOutputTokens, contextTokens }: EndpointRecord) {
  const most = Math.min(maxOutputTokens ?? Infinity, contextTokens ?? Infinity);
  if (maxTokens === undefined || maxTokens <= most) return [];
  return [problem("max_tokens", `${key} takes at most ${most}`, maxTokens)];
}

function hasImages({ messages }: ChatRequest): boolean {
  return messages.some(({ content }) => Array.isArray(content) && content.some(({ type }) => type === "image"));
}

function problem(parameter: string, reason: string, value?: unknown): ParameterProblem {
  const current = value === undefined ? "" : `: current value is ${JSON.stringify(value)}`;
  return { parameter, effect: "unknown", message: `Cannot send "${parameter}" as ${reason}${current}` };
}

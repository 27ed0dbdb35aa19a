import { isTable } from "../base/mod.ts";
import { type ChatParameters, type ChatRequest, type JsonObject, type ParameterProblem } from "../spec/mod.ts";
import { PARAMETERS } from "../config/mod.ts";

/** What one asks for and cannot do without: it stays in the request, whoever takes it. */
const CONTENT: ReadonlySet<string> = new Set(["tools", "tool_choice", "response_format"]);

/**
 * The request without the parameters that its endpoint does not take and that were only inherited: a profile is for many
 * models, and one that sets the temperature must not fail every call of a model that takes none. What the caller asked
 * for himself (`asked`), tools and the form of the answer stay: there the endpoint's own refusal says more.
 *
 * @example A preset at a model that takes no temperature
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkParameters, endpointOf, findProvider, fitRequest } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-5" });
 * const request = { messages: [], stream: false, temperature: 0, maxTokens: 100 };
 * const problems = checkParameters(request, { endpoint, record: null });
 * assertEquals(fitRequest(request, { problems, asked: {} }), { messages: [], stream: false, maxTokens: 100 });
 * assertEquals(fitRequest(request, { problems, asked: { temperature: 0 } }), request);
 * ```
 */
export function fitRequest(
  request: ChatRequest,
  { problems, asked }: { readonly problems: readonly ParameterProblem[]; readonly asked: ChatParameters },
): ChatRequest {
  const fitted: { [field: string]: unknown } = { ...request };
  const extra: JsonObject = { ...request.extra };
  for (const { parameter } of problems) {
    if (CONTENT.has(parameter)) continue;
    const field = PARAMETERS.get(parameter)?.field;
    if (field !== undefined && asked[field] === undefined) delete fitted[field];
    const own = /^extra\.(.+)$/.exec(parameter)?.[1];
    if (own !== undefined && asked.extra?.[own] === undefined) delete extra[own];
  }
  if (isTable(request.extra)) {
    if (Object.keys(extra).length === 0) delete fitted.extra;
    else fitted.extra = extra;
  }
  return fitted as unknown as ChatRequest;
}

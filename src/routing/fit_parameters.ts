import { PARAMETERS } from "../config/mod.ts";
import type { ChatParameters, JsonObject, ParameterProblem } from "../spec/mod.ts";

/** What is asked for and cannot be done without: it stays, whoever takes it. */
const CONTENT: ReadonlySet<string> = new Set(["tools", "tool_choice", "response_format"]);

/** Inherited parameters as far as an endpoint takes them. */
export interface FittedParameters {
  /** What is left. */
  readonly parameters: ChatParameters;
  /** What is not, by the names in files. */
  readonly leftOut: readonly string[];
}

/**
 * Inherited parameters without those that the endpoint does not take: a profile is for many models, and one that sets the
 * temperature must not fail every call of a model that takes none. What the caller asks for (`asked`) stays as it is, and
 * so do tools and the form of the answer: there the endpoint's own refusal says more than a changed request would.
 *
 * @example A preset at a model that takes no temperature
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkParameters, endpointOf, findProvider, fitParameters } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-5" });
 * const inherited = { temperature: 0, maxTokens: 100 };
 * const problems = checkParameters({ messages: [], stream: false, ...inherited }, { endpoint, record: null });
 * assertEquals(fitParameters(inherited, { problems, asked: {} }), {
 *   parameters: { maxTokens: 100 },
 *   leftOut: ["temperature"],
 * });
 * ```
 */
export function fitParameters(
  inherited: ChatParameters,
  { problems, asked }: { readonly problems: readonly ParameterProblem[]; readonly asked: ChatParameters },
): FittedParameters {
  const fields: { [field: string]: unknown } = { ...inherited };
  const extra: JsonObject = { ...inherited.extra };
  const leftOut = problems.map(({ parameter }) => parameter).filter((name) => {
    if (CONTENT.has(name)) return false;
    const own = /^extra\.(.+)$/.exec(name)?.[1];
    const [place, key, wish] = own === undefined
      ? [fields, PARAMETERS.get(name)?.field ?? "", asked as { readonly [field: string]: unknown }]
      : [extra, own, asked.extra ?? {}];
    if (place[key] === undefined || wish[key] !== undefined) return false;
    delete place[key];
    return true;
  });
  if (Object.keys(extra).length === 0) delete fields.extra;
  else fields.extra = extra;
  return { parameters: fields as ChatParameters, leftOut };
}

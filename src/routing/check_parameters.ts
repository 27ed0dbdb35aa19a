import { PARAMETERS } from "../config/mod.ts";
import { modelRefusals, wireFormats } from "../provider/mod.ts";
import type { ChatRequest, Endpoint, EndpointRecord, JsonValue, ParameterProblem, WireFormat } from "../spec/mod.ts";
import { listedProblems } from "./_listed_problems.ts";

/** Whom a request is checked for. */
export interface CheckParametersOptions {
  /** Its wire format, its dialect and its model are looked at. */
  readonly endpoint: Endpoint;
  /** What the catalog knows of it; `null`: nothing, and nothing is held against it. */
  readonly record: EndpointRecord | null;
  /** A wire format from outside; where it is not given, that of the endpoint's name, if it is one of ours. */
  readonly format?: WireFormat | null;
}

/**
 * What of a request an endpoint does not take, by everything that is known without a call: the rules of its model, what
 * its wire format and its provider's dialect leave out, and what the catalog lists of it (request fields, abilities, the
 * most output tokens). Of each parameter the best known problem is told. What is not known is taken.
 *
 * @example A reasoning model that samples as it likes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkParameters, endpointOf, findProvider } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-5" });
 * const request = { messages: [], stream: false, temperature: 0.2, topK: 5 };
 * const problems = checkParameters(request, { endpoint, record: null });
 * assertEquals(problems.map(({ parameter, effect }) => [parameter, effect]), [
 *   ["temperature", "refused"],
 *   ["top_k", "ignored"],
 * ]);
 * ```
 */
export function checkParameters(request: ChatRequest, options: CheckParametersOptions): readonly ParameterProblem[] {
  const { endpoint, record } = options;
  const all = [
    ...modelRefusals(request, endpoint),
    ...leftOut(request, options),
    ...(record === null ? [] : listedProblems(request, record)),
  ];
  const first = new Map<string, ParameterProblem>();
  for (const problem of all) if (!first.has(problem.parameter)) first.set(problem.parameter, problem);
  return [...first.values()];
}

/** What the wire format would leave out of the body, in the words that it has for it. */
function leftOut(request: ChatRequest, { endpoint, format: given }: CheckParametersOptions): ParameterProblem[] {
  const format = given === undefined ? wireFormats.find(({ name }) => name === endpoint.wire) : given;
  if (format === undefined || format === null) return [];
  // Messages take most of the time, and what of them cannot be carried is told with the answer.
  const { warnings } = format.toWire({ ...request, messages: [] }, endpoint);
  return warnings.flatMap(({ message }): ParameterProblem[] => {
    const parameter = nameOf(/^Cannot send "([^"]+)"/.exec(message)?.[1] ?? "");
    const value = parameter === null ? undefined : request[PARAMETERS.get(parameter)!.field];
    if (parameter === null || value === undefined) return [];
    return [{ parameter, effect: "ignored", message: `${message}: current value is ${shown(value as JsonValue)}` }];
  });
}

/** A parameter's name in files, of the name that a format has for it: `topK` and `top_k`. */
function nameOf(name: string): string | null {
  if (PARAMETERS.has(name)) return name;
  for (const [known, { field }] of PARAMETERS) if (field === name) return known;
  return null;
}

const MAX_SHOWN = 80;

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

import type { CallFailure, EndpointKey, ParameterProblem } from "../spec/mod.ts";

/** What becomes of parameters that an endpoint does not take: they are told beside the answer, or fail the call. */
export type Strictness = "warn" | "error";

/**
 * The failure in which a call ends before anything is sent, under the strictness `error`, when its endpoint does not
 * take all of it; `null` where the call may go on. It is no reason to try again at the same endpoint.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkParameters, endpointOf, findProvider, parameterFailure } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/o3" });
 * const problems = checkParameters({ messages: [], stream: false, stop: ["."] }, { endpoint, record: null });
 * const failure = parameterFailure(problems, { endpoint: endpoint.key, strictness: "error" });
 * assertEquals(failure?.kind, "invalid_request");
 * assertEquals(parameterFailure(problems, { endpoint: endpoint.key, strictness: "warn" }), null);
 * ```
 */
export function parameterFailure(
  problems: readonly ParameterProblem[],
  { endpoint, strictness }: { readonly endpoint: EndpointKey; readonly strictness: Strictness },
): CallFailure | null {
  if (strictness === "warn" || problems.length === 0) return null;
  return {
    kind: "invalid_request",
    message: `Cannot call ${endpoint} as it does not take all that is asked: ` +
      problems.map(({ message }) => message).join("; "),
    decision: { retry: "no" },
    httpStatus: null,
    code: "unsupported_parameter",
    midStream: false,
    latencyMs: null,
  };
}

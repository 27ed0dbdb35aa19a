import type { z } from "zod";
import type { JsonValue } from "../../spec/mod.ts";
import type { RequestProblem } from "./read_chat_request.ts";

/** The first thing in a value that is not as its schema has it; `null`: nothing. `param` is where the value stands. */
export function shapeProblem(value: JsonValue | undefined, schema: z.ZodType, param: string): RequestProblem | null {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) return null;
  const path = issue.path.map((step) => typeof step === "number" ? `[${step}]` : `.${String(step)}`).join("");
  const at = param === "" ? path.replace(/^\./, "") : param + path;
  if (valueAt(value, issue.path) === undefined) {
    return { message: `Missing required parameter: '${at}'`, param: at, code: "missing_required_parameter" };
  }
  return invalid(at, issue.message.replace(/^Invalid input: /, ""));
}

/** A value that is not as it must be. */
export function invalid(param: string, reason: string): RequestProblem {
  return { message: `Invalid value for '${param}': ${reason}`, param, code: "invalid_value" };
}

/** Something that is asked for and that no answer here can have. */
export function unsupported(param: string, reason: string): RequestProblem {
  return { message: `Unsupported parameter: '${param}': ${reason}`, param, code: "unsupported_parameter" };
}

function valueAt(value: JsonValue | undefined, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const step of path) {
    at = typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
  }
  return at;
}

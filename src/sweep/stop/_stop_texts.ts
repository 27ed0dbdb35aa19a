import type { CallFailure, Endpoint } from "../../spec/mod.ts";
import type { ExhaustedBudget } from "../budget/mod.ts";
import type { RunStop, StopReason } from "./run_stop.ts";

type Texts = Pick<RunStop, "message" | "advice">;

/** What happened, and what to do about it: the one message in the place of one per cell. */
export function failureTexts(
  reason: Exclude<StopReason, "budget">,
  { endpoint, failure, count }: { readonly endpoint: Endpoint; readonly failure: CallFailure; readonly count: number },
): Texts {
  const { key, provider, wireModel, credential } = endpoint;
  const status = failure.httpStatus === null ? "" : ` (status ${failure.httpStatus})`;
  const said = `${status}: ${failure.message}`;
  const name = credential === null ? "a call without a credential" : `the credential "${credential.name}"`;
  switch (reason) {
    case "credential":
      return {
        message: `"${provider}" refuses ${name}${said}`,
        advice: `Set a key that is valid; \`tapedeck credential test ${provider}\` tells whether one is`,
      };
    case "credit":
      return {
        message: `"${provider}" says that there is no credit left for ${name}${said}`,
        advice: "Add credit to the account, or set the key of another one",
      };
    case "model":
      return {
        message: `"${provider}" does not know the model "${wireModel}"${said}`,
        advice: `Set the name of one that it has; \`tapedeck model search ${wireModel}\` finds them`,
      };
    case "permission":
      return {
        message: `"${key}" permits none of its first ${count} calls${said}`,
        advice: "Ask its provider for access, or take the endpoint out of the plan",
      };
    case "request":
      return {
        message: `"${key}" takes none of its first ${count} calls, the last one being refused${said}`,
        advice: "Change what the plan sends to it, or let all of its cells fail with stop_after = false in [run]",
      };
  }
}

const UNITS = { usd: "US dollars", tokens: "tokens", requests: "requests", minutes: "minutes" };

/** Which limit it is, and how to go on. */
export function budgetTexts({ scope, what, limit, spent, needed }: ExhaustedBudget): Texts {
  const whose = scope === "run" ? "the run" : `"${scope.slice("provider:".length)}"`;
  const place = scope === "run" ? "[budget]" : `[budget.providers.${scope.slice("provider:".length)}]`;
  const next = what === "minutes" ? "" : `, and the next call could use up to ${needed}`;
  const flag = scope === "run" ? ` or --budget-${what}` : "";
  return {
    message: `The budget of ${whose} is used up: ${spent} of ${limit} ${UNITS[what]} spent${next}`,
    advice: `Go on with a larger one: ${what} in ${place}${flag}`,
  };
}

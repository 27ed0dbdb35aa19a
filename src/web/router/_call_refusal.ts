import { UserError } from "../../base/mod.ts";
import { CallError, NoModelError } from "../../routing/mod.ts";
import type { ErrorKind, JsonObject } from "../../spec/mod.ts";
import { sourceOf } from "./_answer_facts.ts";
import { plainWords } from "./_plain_words.ts";
import type { Refusal } from "./_refusal.ts";
import { withoutFolders } from "./_without_folders.ts";

/** As the proxy answers what is not on its tape: no provider uses it, and no client tries it again. */
const NOT_ON_TAPE = 418;

/**
 * The status and the code of each kind of failure. What a provider says of a key is not said of the client's own (401),
 * and what would be the same the next time has a status that no client tries again.
 */
const ANSWERS: { readonly [kind in ErrorKind]: readonly [status: number, code: string] } = {
  rate_limited: [429, "rate_limit_exceeded"],
  overloaded: [503, "overloaded"],
  server_error: [502, "server_error"],
  timeout: [504, "timeout"],
  connection: [502, "connection"],
  aborted: [499, "aborted"],
  auth: [424, "provider_auth"],
  permission: [424, "provider_permission"],
  payment: [402, "provider_payment"],
  not_found: [404, "model_not_found"],
  invalid_request: [400, "invalid_request"],
  context_length: [400, "context_length_exceeded"],
  content_filter: [400, "content_filter"],
  malformed_response: [502, "malformed_response"],
  cassette_miss: [NOT_ON_TAPE, "cassette_miss"],
  recording_expired: [NOT_ON_TAPE, "recording_expired"],
  unrecordable: [NOT_ON_TAPE, "unrecordable"],
  breaker_open: [503, "breaker_open"],
  budget_exceeded: [402, "budget_exceeded"],
  no_endpoint: [404, "no_endpoint"],
  unscripted_tool: [500, "unscripted_tool"],
  tool_rounds: [500, "tool_rounds"],
  unknown: [502, "unknown"],
};

/** Why a call has no answer; `null` for an error that nobody foresaw. It does not say where files are. */
export function callRefusal(error: unknown): Refusal | null {
  const refusal = refusalOf(error);
  return refusal === null ? null : { ...refusal, message: withoutFolders(refusal.message) };
}

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof CallError) return failedCall(error);
  if (error instanceof NoModelError) {
    return { status: 404, code: "model_not_found", param: "model", message: error.message };
  }
  if (!(error instanceof UserError)) return null;
  // The client's own mistake, or one that whoever runs the router has to mend: asking again changes neither.
  return error.exitCode === 2
    ? { status: 400, code: "invalid_request", message: error.message }
    : { status: 424, code: "router_failed", message: error.message };
}

function failedCall(error: CallError): Refusal {
  const { failure, message } = error;
  const { kind, openedBy, decision } = failure;
  // To ask again helps no more than it did before the key that was refused had its pause.
  const [status, code] = ANSWERS[openedBy ?? kind];
  const afterMs = decision.retry === "rateLimited" ? decision.afterMs : null;
  const said = kind === "no_endpoint" ? plainWords(message) : message;
  return { status, code, message: said, afterMs, facts: factsOf(error) };
}

function factsOf({ failure, audit, attempts, outcome, costUsd }: CallError): JsonObject {
  const source = sourceOf(attempts);
  return {
    kind: failure.kind,
    attempts: attempts.length,
    ...(source === null ? {} : { source }),
    ...(costUsd === null ? {} : { cost_usd: costUsd }),
    policy: audit.policy,
    failed: outcome.failed.map(({ endpoint, errorKind, message }) => ({
      endpoint,
      kind: errorKind,
      message: withoutFolders(message),
    })),
    ...(failure.code === null ? {} : { provider_code: failure.code }),
  };
}

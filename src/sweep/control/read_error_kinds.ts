import { nearestName, UserError } from "../../base/mod.ts";
import type { ErrorKind } from "../../spec/mod.ts";

/** What each kind is named by; the type fails when one is forgotten. */
const KINDS: { readonly [kind in ErrorKind]: true } = {
  rate_limited: true,
  overloaded: true,
  server_error: true,
  timeout: true,
  connection: true,
  aborted: true,
  auth: true,
  permission: true,
  payment: true,
  not_found: true,
  invalid_request: true,
  context_length: true,
  content_filter: true,
  malformed_response: true,
  cassette_miss: true,
  recording_expired: true,
  unrecordable: true,
  breaker_open: true,
  budget_exceeded: true,
  no_endpoint: true,
  unscripted_tool: true,
  tool_rounds: true,
  unknown: true,
};

/**
 * Read `rate_limited,timeout`.
 * @throws {UserError} with exit code 2 when a name is none of a kind of failure.
 *
 * @example Two kinds
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readErrorKinds } from "@tapedeck/tapedeck";
 *
 * assertEquals(readErrorKinds("rate_limited, timeout"), ["rate_limited", "timeout"]);
 * ```
 */
export function readErrorKinds(text: string): readonly ErrorKind[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !Object.hasOwn(KINDS, name));
  if (unknown === undefined) return names as ErrorKind[];
  const nearest = nearestName(unknown, Object.keys(KINDS));
  const hint = nearest === null ? `: one of ${Object.keys(KINDS).join(", ")}` : ` (did you mean "${nearest}"?)`;
  throw new UserError(`Cannot name failures as there is no such kind${hint}: current value is "${unknown}"`, {
    exitCode: 2,
  });
}

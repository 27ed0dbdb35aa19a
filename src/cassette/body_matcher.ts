import { UserError } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";

/**
 * A function that says what of a request's JSON body counts for its key. Its name stands in the header of the cassette,
 * and a cassette is only opened with the matcher that it was recorded with: whoever changes the function gives it another
 * name. What is not in the result does not count, so two requests that differ in nothing else get the same answers.
 */
export interface BodyMatcher {
  /** Tells it from others: `without-dates/2`. */
  readonly name: string;
  /**
   * What stands in the key in place of the body: any JSON value, always the same for the same body. The body is without
   * its ignored fields and may be changed. Bodies that are no JSON objects or arrays are not asked for.
   */
  body(body: JsonValue, request: MatchedRequest): JsonValue;
}

/** The request whose body is matched. */
export interface MatchedRequest {
  /** In capitals. */
  readonly method: string;
  /** With the endpoint's own name in place of its base URL. */
  readonly url: string;
}

/** The matcher for one request. Its mistakes are told as such. */
export function matchFor(
  matcher: BodyMatcher | undefined,
  request: MatchedRequest,
): ((body: JsonValue) => JsonValue) | undefined {
  if (matcher === undefined) return undefined;
  return (body) => {
    let matched: JsonValue | undefined;
    try {
      matched = matcher.body(body, request);
    } catch (cause) {
      throw new UserError(`Cannot match ${request.method} ${request.url} as the matcher "${matcher.name}" failed`, {
        cause,
      });
    }
    if (matched !== undefined) return matched;
    throw new UserError(
      `Cannot match ${request.method} ${request.url} as the matcher "${matcher.name}" gave no JSON value: ` +
        "current value is undefined",
    );
  };
}

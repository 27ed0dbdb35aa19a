import { nearestName } from "./nearest_name.ts";

/** What a zod issue says, as far as it is looked at. */
export interface SchemaIssue {
  /** `invalid_type`, `invalid_value`, `too_small`, `too_big`, … */
  readonly code?: string;
  /** The schema's own message, or zod's. */
  readonly message: string;
  /** The type that was asked for. */
  readonly expected?: string;
  /** The values that were asked for. */
  readonly values?: readonly unknown[];
  /** What was measured: a number, a string or an array. */
  readonly origin?: string;
  /** The least that it may be or have. */
  readonly minimum?: number | bigint;
  /** The most that it may be or have. */
  readonly maximum?: number | bigint;
}

/**
 * What a zod issue asks for, in words that end a sentence about a key or a flag: `must be at least 1`, `must be one of
 * "replay", "record" (did you mean "replay"?)`. A message that the schema itself brings is taken as it is.
 *
 * `current` is the value at the issue's path; it is looked at for a near name and is not in the text.
 */
export function issueRule(issue: SchemaIssue, current: unknown): string {
  if (!DEFAULT_MESSAGE.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected!] ?? issue.expected}`;
    case "invalid_value":
      return oneOf(issue.values!.map(String), current);
    case "too_small":
      return `must ${sizeVerb(issue.origin)} at least ${issue.minimum}${sizeUnit(issue.origin)}`;
    case "too_big":
      return `must ${sizeVerb(issue.origin)} at most ${issue.maximum}${sizeUnit(issue.origin)}`;
    default:
      return issue.message;
  }
}

/** How zod's own English messages begin. */
const DEFAULT_MESSAGE = /^(Invalid|Too|Unrecognized)\b/;

const TYPE_NAMES: { readonly [type: string]: string } = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a table",
  record: "a table",
  string: "a string",
};

function oneOf(values: readonly string[], current: unknown): string {
  const nearest = typeof current === "string" ? nearestName(current, values) : null;
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  return `must be one of ${values.map((value) => JSON.stringify(value)).join(", ")}${hint}`;
}

function sizeVerb(origin?: string): string {
  return origin === "array" || origin === "string" ? "have" : "be";
}

function sizeUnit(origin?: string): string {
  return origin === "array" ? " items" : origin === "string" ? " characters" : "";
}

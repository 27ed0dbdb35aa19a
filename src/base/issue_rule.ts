import type { z } from "zod";
import { nearestName } from "./nearest_name.ts";

/**
 * What a zod issue asks for, in words that end a sentence about a key or a flag: `must be at least 1`, `must be one of
 * "replay", "record" (did you mean "replay"?)`. A message that the schema itself brings is taken as it is.
 *
 * `current` is the value at the issue's path; it is looked at for a near name and is not in the text.
 */
export function issueRule(issue: z.core.$ZodIssue, current: unknown): string {
  if (!DEFAULT_MESSAGE.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return oneOf(issue.values.map((value) => typeof value === "string" ? value : String(value)), current);
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

function sizeVerb(origin: string): string {
  return origin === "array" || origin === "string" ? "have" : "be";
}

function sizeUnit(origin: string): string {
  return origin === "array" ? " items" : origin === "string" ? " characters" : "";
}

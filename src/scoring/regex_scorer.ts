import { UserError } from "../base/mod.ts";
import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { areFlags, compileRegex, REGEX_FLAGS } from "./_compile_regex.ts";

/** Options of {@linkcode regexScorer}. */
export interface RegexScorerOptions {
  /** A regular expression in RE2's syntax, searched anywhere in the answer: that of JavaScript without looking around. */
  readonly pattern: string;
  /** Some of `i` (capitals do not count), `m` (`^` and `$` at lines), `s` (a dot is any character) and `u` (no change). */
  readonly flags?: string;
  /** Whether the answer is right when the pattern is *not* in it. `false` unless given. */
  readonly negate?: boolean;
}

/**
 * Makes the scorer `regex`: 1 when the pattern is found in the answer. It looks at nothing else, so it applies to every
 * sample; the time that it takes grows with the answer's length only, whatever the pattern.
 *
 * @throws {UserError} when the pattern is none, has a back reference or looks around, or a flag is unknown.
 *
 * @example A date and nothing else
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { regexScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = regexScorer({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
 * assertEquals(scorer.score({ input: "When?", output: "2026-03-01", expected: null }).score, 1);
 * assertEquals(scorer.score({ input: "When?", output: "On 2026-03-01.", expected: null }).score, 0);
 * ```
 */
export function regexScorer(options: RegexScorerOptions): PureScorer {
  const { pattern, flags = "", negate = false } = options;
  const find = build(pattern, flags);
  return {
    name: "regex",
    score({ output }: ScorerInput): Score {
      return { name: "regex", score: find(output) !== negate ? 1 : 0 };
    },
  };
}

function build(pattern: string, flags: string): (text: string) => boolean {
  if (!areFlags(flags)) {
    const value = JSON.stringify(flags);
    throw new UserError(
      `Cannot score by regex as 'flags' must be some of ${[...REGEX_FLAGS].join(", ")}: current value is ${value}`,
    );
  }
  try {
    return compileRegex(pattern, flags);
  } catch (cause) {
    const value = JSON.stringify(pattern);
    throw new UserError(
      `Cannot score by regex as 'pattern' must be a regular expression in RE2's syntax (${
        (cause as Error).message
      }): ` +
        `current value is ${value}`,
      { cause },
    );
  }
}

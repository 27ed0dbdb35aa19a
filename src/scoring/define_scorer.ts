import { isJson, taggedHash } from "../base/mod.ts";
import type { JsonObject, JsonValue, Score, Scorer, ScorerInput } from "../spec/mod.ts";
import { extractJson } from "./_extract_json.ts";

/** What a function is given that scores an answer: all that scorers look at, and the `args` of its definition. */
export type ScorerFunctionInput = Omit<ScorerInput, "output"> & {
  /** The answer's text; the JSON in it where the definition says so. */
  // deno-lint-ignore no-explicit-any -- a function says itself what it takes, as those of other packages do
  readonly output: any;
  // deno-lint-ignore no-explicit-any -- arguments of the definition stand beside, and may be anything
  readonly [name: string]: any;
};

/** What such a function gives: a number from 0 to 1, whether the answer is right, `null` for no verdict, or more. */
export type ScorerFunctionResult = number | boolean | null | {
  /** From 0 to 1; `null`: it does not apply. */
  readonly score: number | boolean | null;
  /** What led to the verdict; what JSON cannot carry is left out. */
  readonly metadata?: object;
};

/** A function that scores an answer, such as those of the package `autoevals`. */
// deno-lint-ignore no-explicit-any -- see above
export type ScorerFunction = (input: any) => ScorerFunctionResult | Promise<ScorerFunctionResult>;

/** Options of {@linkcode defineScorer}. */
export interface DefineScorerOptions {
  /** Handed to the function beside the answer. */
  readonly args?: JsonObject;
  /** What the function is given as `output`: the answer's text, or the JSON in it. `text` unless given. */
  readonly output?: "text" | "json";
}

/** A scorer that is a function. */
export interface DefinedScorer extends Scorer {
  /** A tagged hash of the function's text and of its arguments; what the function refers to is not in it. */
  readonly code: string;
}

/**
 * Makes a scorer of any function `({ input, output, expected, … }) => score`, for `runSweep(plan, { scorers })`. The
 * function gives a number from 0 to 1, a boolean, `null` where it does not apply, or `{ score, metadata }`, at once or as
 * a promise; `fields`, `messages`, `toolCalls` and `call` are in its input as well.
 *
 * It should be pure: a replay asks it again. What it throws, and a number out of the range, is no verdict, and is counted
 * in the run's summary. Calls that it makes by itself are on no tape.
 *
 * @example A function of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineScorer, scoreAnswer } from "@tapedeck/tapedeck";
 *
 * const brief = defineScorer("brief", ({ output }) => output.length <= 20);
 * const { scores } = await scoreAnswer([brief], { input: "2 + 2?", output: "It is 4.", expected: "4" });
 * assertEquals(scores, [{ name: "brief", score: 1 }]);
 * ```
 */
export function defineScorer(name: string, fn: ScorerFunction, options: DefineScorerOptions = {}): DefinedScorer {
  const { args = {}, output: form = "text" } = options;
  return {
    name,
    code: taggedHash("code", { text: String(fn), args, output: form }),
    async score(input: ScorerInput): Promise<Score> {
      const json = form === "json" ? extractJson(input.output) : null;
      if (form === "json" && json === null) {
        return { name, score: 0, metadata: { reason: "The answer is no JSON." } };
      }
      return scoreOf(name, await fn({ ...args, ...input, output: json === null ? input.output : json.value }));
    },
  };
}

function scoreOf(name: string, result: ScorerFunctionResult): Score {
  if (typeof result !== "object" || result === null) return { name, score: numberOf(result) };
  const metadata = jsonOf(result.metadata);
  return { name, score: numberOf(result.score), ...(metadata === null ? {} : { metadata }) };
}

/** Whatever else it is goes on as it is, and is refused where verdicts are looked at. */
function numberOf(value: number | boolean | null): number | null {
  return typeof value === "boolean" ? Number(value) : value;
}

function jsonOf(value: object | undefined): { readonly [key: string]: JsonValue } | null {
  if (value === undefined || value === null) return null;
  try {
    const json: unknown = JSON.parse(JSON.stringify(value));
    return isJson(json) && typeof json === "object" && !Array.isArray(json) ? json as JsonObject : null;
  } catch {
    return null;
  }
}

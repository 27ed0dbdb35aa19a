import { PARAMETERS } from "../../config/mod.ts";
import type { SweepForm } from "./sweep_form.ts";

/** Parameters that can vary from a number to another. */
export const SWEPT_PARAMETERS: readonly string[] = [...PARAMETERS].flatMap(([name, { numeric }]) =>
  numeric === undefined ? [] : [name]
);

const MAX_STEPS = 1000;
const MAX_SEEDS = 100;
const MAX_REPEATS = 1000;

/**
 * What is wrong with each field, as the end of a sentence: "must be a whole number from 1". A field that is not asked for,
 * such as the steps of a parameter that does not vary, is never wrong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sweepFormProblems } from "@tapedeck/tapedeck";
 *
 * const problems = sweepFormProblems({
 *   parameter: "temperature",
 *   start: "0",
 *   stop: "3",
 *   steps: "4",
 *   seeds: "",
 *   source: "prompt",
 *   text: "2 + 2 = ?",
 *   expected: "4",
 *   maxTokens: "",
 *   repeats: "1",
 * });
 * assertEquals(problems, { stop: "must be a number from 0 to 2" });
 * ```
 */
export function sweepFormProblems(form: SweepForm): { readonly [field in keyof SweepForm]?: string } {
  const problems = {
    ...axisProblems(form),
    repeats: form.repeats === "" ? undefined : countRule(form.repeats, { least: 1, most: MAX_REPEATS }),
    text: form.text.trim() === "" ? TEXT_RULES[form.source] : undefined,
    maxTokens: form.maxTokens === "" || form.parameter === "max_tokens"
      ? undefined
      : countRule(form.maxTokens, { least: 1, most: Number.MAX_SAFE_INTEGER }),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, rule]) => rule !== undefined));
}

const TEXT_RULES = {
  prompt: "must be a prompt",
  file: "must be the path of a file of prompts, such as prompts.jsonl",
  plan: "must be the path of a plan, such as sweeps/quickstart.toml",
} as const;

type Rules = { readonly [field in keyof SweepForm]?: string | undefined };

function axisProblems({ parameter, start, stop, steps, seeds }: SweepForm): Rules {
  const seedRule = seeds === ""
    ? undefined
    : parameter === "seed"
    ? "must be empty, as the seed is what varies"
    : countRule(seeds, { least: 1, most: MAX_SEEDS });
  if (parameter === "") return { seeds: seedRule };
  if (!SWEPT_PARAMETERS.includes(parameter)) {
    return { parameter: `must be one of ${SWEPT_PARAMETERS.join(", ")}`, seeds: seedRule };
  }
  const rules = { start: valueRule(parameter, start), stop: valueRule(parameter, stop), steps: stepsRule(steps) };
  const isRight = Object.values(rules).every((rule) => rule === undefined);
  const isTwin = isRight && Number(start) === Number(stop) && Number(steps) > 1;
  return { ...rules, ...(isTwin ? { steps: "must be 1, as start and stop are the same" } : {}), seeds: seedRule };
}

function valueRule(parameter: string, text: string): string | undefined {
  const { schema, rule } = PARAMETERS.get(parameter)!;
  return text.trim() !== "" && schema.safeParse(Number(text)).success ? undefined : `must be ${rule}`;
}

function stepsRule(text: string): string | undefined {
  return countRule(text, { least: 1, most: MAX_STEPS });
}

function countRule(text: string, { least, most }: { readonly least: number; readonly most: number }) {
  const isCount = /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  if (isCount) return undefined;
  return `must be a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`;
}

import type { RepeatReduction } from "../scoring/mod.ts";

/** Says what a score is of: whoever reads one must know how repeats and failures count. */
export function scoreRule(reduction: RepeatReduction | null): string {
  const { reduce = "mean", reductions = {}, failed = "skip" } = reduction ?? {};
  const others = Object.entries(reductions).map(([name, own]) => `, ${name} by ${own}`).join("");
  const cells = failed === "zero" ? "a cell without an answer counts 0" : "cells without an answer are left out";
  return `The score is the mean over prompts of what their repeats come to by ${reduce}${others}; ${cells}.`;
}

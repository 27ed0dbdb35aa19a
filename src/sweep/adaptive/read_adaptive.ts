import { z } from "zod";
import { type FileProblems, readSection } from "../../config/mod.ts";
import type { PlanAdaptive } from "./plan_adaptive.ts";

const METRIC_RULE = 'must be "score", or the score of one scorer such as "scores.exact"';

const adaptiveSchema: z.ZodType<PlanAdaptive> = z.strictObject({
  method: z.enum(["racing", "halving"]),
  metric: z.string().regex(/^(score|scores\..+)$/, METRIC_RULE).default("score"),
  prompts: z.int().min(2).default(10),
  eta: z.int().min(2).default(2),
  confidence: z.number().gt(0.5).lt(1).default(0.95),
  keep: z.int().min(1).default(1),
  seed: z.int().default(1),
});

/** The plan's table `[adaptive]`; `null` where there is none, or it is wrong: that goes to `problems`. */
export function readAdaptive(
  raw: unknown,
  { scorers, problems }: { readonly scorers: readonly string[]; readonly problems: FileProblems },
): PlanAdaptive | null {
  if (raw === undefined) return null;
  const adaptive = readSection(adaptiveSchema, raw, { path: ["adaptive"], problems });
  if (adaptive === null) return null;
  if (scorers.length === 0) {
    problems.add(["adaptive"], "compares variants by their scores, and the plan has no [score]");
  } else if (adaptive.metric !== "score" && !scorers.includes(adaptive.metric.slice("scores.".length))) {
    problems.add(
      ["adaptive", "metric"],
      `must be one of ${["score", ...scorers.map((name) => `scores.${name}`)].join(", ")}`,
    );
  }
  return adaptive;
}

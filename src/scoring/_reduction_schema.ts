import { z } from "zod";
import type { ScoreReduction } from "../spec/mod.ts";

const NAMES = ["mean", "median", "max", "min", "majority"];

/** The name of a reduction: `mean`, `pass@3`. */
export const reductionSchema: z.ZodType<ScoreReduction> = z.custom<ScoreReduction>(
  (value) => typeof value === "string" && (NAMES.includes(value) || /^pass@[1-9]\d{0,5}$/.test(value)),
  `must be ${NAMES.join(", ")} or pass@k, such as "pass@3"`,
);

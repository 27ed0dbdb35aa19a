import { z } from "zod";
import { type FileProblems, moneySchema, readSection } from "../../config/mod.ts";
import { GATE_FIGURES, type GateFigure } from "./gate_figures.ts";
import type { GateChange, GateThreshold, PlanGate, PlanGateBase } from "./plan_gate.ts";

const money = moneySchema.transform(Number);

/** A threshold of a figure: `{ min, max }`, with money in quotes. */
function thresholdSchema({ unit }: GateFigure): z.ZodType<GateThreshold> {
  const value = unit === "US$" ? money : unit === "ms" ? z.number().min(0) : z.number().min(0).max(1);
  return z.strictObject({ min: value.optional(), max: value.optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, "must have a min or a max")
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, "must have a min that is not above its max");
}

/** How much worse a figure may be: a score may drop, everything else may rise. */
function changeSchema({ worse }: GateFigure): z.ZodType<GateChange> {
  return worse === "lower"
    ? z.strictObject({
      max_drop: z.number().min(0).max(1).default(0),
      confidence: z.number().gt(0.5).lt(1).default(0.95),
    }).transform(({ max_drop, confidence }) => ({ maxDrop: max_drop, confidence }))
    : z.strictObject({ max_increase: z.number().min(0) })
      .transform(({ max_increase }) => ({ maxIncrease: max_increase }));
}

/** One optional key for each figure, and `scores` with one for each scorer. */
function byFigure<T>(schemaOf: (figure: GateFigure) => z.ZodType<T>): { [key: string]: z.ZodType } {
  const figures = [...GATE_FIGURES].map(([name, figure]): [string, z.ZodType] => [name, schemaOf(figure).optional()]);
  const scores = z.record(z.string().min(1), schemaOf(GATE_FIGURES.get("score")!)).optional();
  return { ...Object.fromEntries(figures), scores };
}

const gateSchema = z.strictObject({
  per: z.enum(["run", "endpoint", "variant"]).default("run"),
  against: z.strictObject({ run: z.string().min(1).optional(), ...byFigure(changeSchema) }).optional(),
  ...byFigure(thresholdSchema),
});

/** The plan's table `[gate]`; `null` where there is none, or it is wrong: that goes to `problems`. */
export function readGate(raw: unknown, problems: FileProblems): PlanGate | null {
  if (raw === undefined) return null;
  const section = readSection(gateSchema, raw, { path: ["gate"], problems });
  if (section === null) return null;
  const { per, against, ...thresholds } = section as { per: PlanGate["per"]; against?: RawBase } & RawFigures;
  const gate = { per, thresholds: flat<GateThreshold>(thresholds), against: baseOf(against) };
  if (Object.keys(gate.thresholds).length === 0 && gate.against === null) {
    problems.add(
      ["gate"],
      `asks for nothing: it must have a threshold, such as score = { min = 0.9 }, or [gate.against]`,
    );
    return null;
  }
  return gate;
}

type RawFigures = { readonly [figure: string]: unknown; readonly scores?: { readonly [scorer: string]: unknown } };
type RawBase = { readonly run?: string } & RawFigures;

/** A base without figures asks that the score is not worse. */
function baseOf(against: RawBase | undefined): PlanGateBase | null {
  if (against === undefined) return null;
  const { run = null, ...figures } = against;
  const changes = flat<GateChange>(figures);
  return { run, changes: Object.keys(changes).length === 0 ? DEFAULT_CHANGES : changes };
}

/** What is asked of a run that is held against another where nobody says more. */
export const DEFAULT_CHANGES: PlanGateBase["changes"] = { score: { maxDrop: 0, confidence: 0.95 } };

/** `scores = { exact = … }` as `scores.exact`. */
function flat<T>({ scores = {}, ...figures }: RawFigures): { readonly [figure: string]: T } {
  const given = Object.entries(figures).filter(([, value]) => value !== undefined);
  const scorers = Object.entries(scores).map(([name, value]): [string, unknown] => [`scores.${name}`, value]);
  return Object.fromEntries([...given, ...scorers]) as { [figure: string]: T };
}

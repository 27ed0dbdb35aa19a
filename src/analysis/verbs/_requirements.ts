import { nearestName, UserError } from "../../base/mod.ts";
import type { RepeatReduction } from "../../scoring/mod.ts";
import type { Table } from "../frames/mod.ts";
import type { IntervalOptions } from "./interval_options.ts";
import { summaryColumns, summaryRows } from "./_summary_rows.ts";
import { variantName } from "./_variants.ts";
import type { VerbRow } from "./_verb_frame.ts";

/** What a figure of a summary must be, both ends included. */
export interface Requirement {
  /** No less than this. */
  readonly min?: number;
  /** No more than this. */
  readonly max?: number;
}

/** How a variant stands to what is required. */
export interface Standing {
  /** What it does not meet, for people: `ttft_p95_ms is 1,117, not ≤ 750`; empty where it meets all. */
  readonly misses: readonly string[];
  /** What it meets by its figure, and not by all of the figure's interval, or one that has no such end. */
  readonly unsure: readonly string[];
}

const PLAIN: Standing = { misses: [], unsure: [] };

/**
 * By the variants' names, how they stand to requirements of their figures. What is unknown is not met.
 *
 * @throws {UserError} when a summary has no such figure, or a requirement asks for nothing.
 */
export function standings(
  table: Table,
  by: readonly string[],
  { require, reduction, intervals }: {
    readonly require: { readonly [figure: string]: Requirement };
    readonly reduction?: RepeatReduction;
    readonly intervals: IntervalOptions;
  },
): (variant: string) => Standing {
  const wanted = Object.entries(require);
  if (wanted.length === 0) return () => PLAIN;
  const figures = Object.keys(summaryColumns({ reduction }));
  for (const [figure, { min, max }] of wanted) checkRequirement(figure, [min, max], figures);
  const found = new Map(
    summaryRows(table, by, { reduction, intervals }).map((row) => {
      const standing = wanted.map(([figure, requirement]) => standingOf(figure, requirement, row));
      return [variantName(by, by.map((name) => row[name])), {
        misses: standing.flatMap(({ misses }) => misses),
        unsure: standing.flatMap(({ unsure }) => unsure),
      }];
    }),
  );
  return (variant) => found.get(variant) ?? PLAIN;
}

function checkRequirement(figure: string, ends: readonly (number | undefined)[], figures: readonly string[]): void {
  if (!figures.includes(figure)) {
    const nearest = nearestName(figure, figures);
    const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
    throw new UserError(`Cannot require a figure that a summary does not have: current value is "${figure}"${hint}`);
  }
  const given = ends.filter((end) => end !== undefined);
  if (given.length > 0 && given.every(Number.isFinite)) return;
  throw new UserError(
    `Cannot require "${figure}" as it takes a finite min, max or both: current value is ${
      given.length === 0 ? "{}" : given.join(", ")
    }`,
  );
}

function standingOf(
  figure: string,
  { min = -Infinity, max = Infinity }: Requirement,
  row: VerbRow,
): Standing {
  const [value, low, high] = [figure, `${figure}_low`, `${figure}_high`].map((name) => numberOf(row[name]));
  const bound = requirementText({ min, max });
  if (value === null) return { misses: [`${figure} is unknown`], unsure: [] };
  if (value < min || value > max) return { misses: [`${figure} is ${plain(value)}, not ${bound}`], unsure: [] };
  const reach = high !== null && high > max ? high : low !== null && low < min ? low : null;
  if (reach !== null) {
    return { misses: [], unsure: [`${figure} is ${plain(value)}, and its interval reaches ${plain(reach)}`] };
  }
  const isOpen = Object.hasOwn(row, `${figure}_low`) &&
    ((max < Infinity && high === null) || (min > -Infinity && low === null));
  if (!isOpen) return PLAIN;
  return {
    misses: [],
    unsure: [`${figure} is ${plain(value)}, and there is too little data to tell how far it may be off`],
  };
}

/** `≤ 750`, `≥ 0.99`, `from 1 to 2` */
export function requirementText({ min = -Infinity, max = Infinity }: Requirement): string {
  if (min === -Infinity) return `≤ ${plain(max)}`;
  return max === Infinity ? `≥ ${plain(min)}` : `from ${plain(min)} to ${plain(max)}`;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function plain(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

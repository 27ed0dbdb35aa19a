import { formatCount } from "../../base/mod.ts";
import type { SharedNames, SidesComparison } from "../../analysis/mod.ts";
import type { ComparedSide } from "./_compared_side.ts";

/** Names that are listed; the others are counted. */
const MOST_NAMES = 5;

/** What somebody has to know before the figures: what does not stand on both sides, and what has not ended. */
export function comparisonNotes(a: ComparedSide, b: ComparedSide, { prompts, scorers }: SidesComparison): string[] {
  const isSame = a.run.runId === b.run.runId && a.variantText === b.variantText;
  return [
    ...[["A", a], ["B", b]].flatMap(([name, side]) => sideNotes(name as string, side as ComparedSide)),
    ...(isSame ? [oneSide(a)] : []),
    ...(prompts.both.length === 0 ? ["No prompt is on both sides, so nothing can be compared."] : []),
    ...planNotes(a, b),
    ...onlyNotes("prompt", prompts),
    ...onlyNotes("scorer", scorers),
  ];
}

function oneSide({ variants }: ComparedSide): string {
  return variants.length < 2
    ? "Both sides are the same, as this run has one variant alone: choose another run."
    : "Both sides are the same: choose another variant or another run.";
}

function sideNotes(name: string, { run, endedCells, unknownVariant }: ComparedSide): string[] {
  const cells = `${endedCells.toLocaleString("en-US")} of ${formatCount(run.cells, "cell")}`;
  return [
    ...(unknownVariant === null
      ? []
      : [`${name}: the run has no variant "${unknownVariant}", so all of it is compared.`]),
    ...(run.status === "running" ? [`${name} still runs: what has ended is compared, ${cells}.`] : []),
    ...(run.status === "interrupted" ? [`${name} was interrupted: what has ended is compared, ${cells}.`] : []),
  ];
}

function planNotes(a: ComparedSide, b: ComparedSide): string[] {
  if (a.run.planHash === b.run.planHash) return [];
  return a.run.plan === b.run.plan
    ? ["The plan has changed between the runs: a prompt of the same name may ask something else."]
    : [`The plans are not the same (${a.run.plan}, ${b.run.plan}): prompts are paired by their names alone.`];
}

function onlyNotes(noun: string, { both, onlyA, onlyB }: SharedNames): string[] {
  if (onlyA.length === 0 && onlyB.length === 0) return [];
  const told = [["A", onlyA], ["B", onlyB]] as const;
  const parts = told.filter(([, names]) => names.length > 0).map(([name, names]) =>
    `${formatCount(names.length, noun)} in ${name} alone (${someOf(names)})`
  );
  return [`${formatCount(both.length, noun)} on both sides; ${parts.join("; ")}.`];
}

function someOf(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

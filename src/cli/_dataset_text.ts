import type { JsonObject } from "../spec/mod.ts";
import type { SweepPlan } from "../sweep/mod.ts";
import { formatCount } from "./_format.ts";
import { printable } from "./_printable.ts";

/** Files that the text names. */
const SHOWN_FILES = 3;

/** How a plan's samples came out of their data set, where there is something to tell. */
export function datasetLines({ dataset }: SweepPlan): string[] {
  if (dataset === undefined) return [];
  const { files, rows, kept, samples } = dataset;
  if (files.length === 0 && rows === samples) return [];
  const steps = [
    formatCount(rows, "row"),
    ...(kept === rows ? [] : [`${kept.toLocaleString("en-US")} kept by where`]),
    ...(samples === kept ? [] : [`${samples.toLocaleString("en-US")} taken`]),
  ];
  const more = files.length > SHOWN_FILES ? `, and ${files.length - SHOWN_FILES} more` : "";
  const names = files.length === 0 ? "" : ` of ${files.slice(0, SHOWN_FILES).join(", ")}${more}`;
  return [printable(`data set       ${steps.join(", ")}${names}\n`)];
}

/** The same for programs. */
export function datasetDocument({ dataset }: SweepPlan): JsonObject {
  if (dataset === undefined) return {};
  const { files, rows, kept, samples } = dataset;
  return { dataset: { files: [...files], rows, kept, samples } };
}

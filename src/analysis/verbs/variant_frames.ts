// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { compareText } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { mean } from "../../statistics/mod.ts";
import { type DataFrame, frameTable, groupCells } from "../frames/mod.ts";
import { cellNumber } from "./_cell_number.ts";

/** What the cells of one endpoint, or of one endpoint and one setting of the parameters, have in common. */
export interface FrameVariant {
  /** `model@provider[/tag]`. */
  readonly endpoint: string;
  /** The parameters, for people: `temperature=0.2`, without the seed, which is a repeat under another name. `null`: any. */
  readonly label: string | null;
}

/** A variant of a run in figures. */
export interface FrameVariantFigures extends FrameVariant {
  /** Of this setting; the empty string where there is but one. */
  readonly label: string;
  /** All of its cells, ended or not. */
  readonly cells: number;
  /** The mean over its cells; `null` where none has a score. */
  readonly score: number | null;
}

/** The variants of a frame, the best first; those without a score come last. */
export function frameVariants(frame: DataFrame): FrameVariantFigures[] {
  const table = frameTable(frame);
  const scoreOf = cellNumber(table, "score");
  const parts = groupCells(table, keyColumns(frame)).map(({ values, cells }) => ({ ...variantOf(values), cells }));
  const variants = Map.groupBy(parts, ({ endpoint, label }) => JSON.stringify([endpoint, label]));
  return [...variants.values()].map((group) => {
    const cells = group.flatMap((part) => part.cells);
    const score = mean(cells.flatMap((cell) => scoreOf(cell) ?? []));
    return { endpoint: group[0].endpoint, label: group[0].label, cells: cells.length, score };
  }).sort((a, b) =>
    (b.score ?? -Infinity) - (a.score ?? -Infinity) || compareText(a.endpoint, b.endpoint) ||
    compareText(a.label, b.label)
  );
}

/** The rows of a variant alone; none where the frame does not have it. */
export function variantFrame(frame: DataFrame, { endpoint, label }: FrameVariant): DataFrame {
  const ofEndpoint = frame.filter(polars.col("endpoint").eq(polars.lit(endpoint)));
  if (label === null || ofEndpoint.height === 0) return ofEndpoint;
  const labels = groupCells(frameTable(ofEndpoint), keyColumns(frame)).map(({ values }) => values)
    .filter((values) => values[1] === label || variantOf(values).label === label).map(([, whole]) => String(whole));
  return ofEndpoint.filter(polars.col("label").isIn(labels));
}

function keyColumns(frame: DataFrame): string[] {
  return ["endpoint", "label", ...frame.columns.filter((name) => name === "param_seed")];
}

function variantOf([endpoint, label, seed = null]: readonly ColumnValue[]): { endpoint: string; label: string } {
  const parts = String(label ?? "").split(" ");
  return { endpoint: String(endpoint), label: parts.filter((part) => part !== `seed=${seed}`).join(" ") };
}

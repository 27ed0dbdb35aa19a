import { nearestName, UserError } from "../../base/mod.ts";
import { type ColumnType, resultColumns } from "../../ledger/mod.ts";
import { ENDPOINT_COLUMNS, MODEL_COLUMNS } from "./_catalog_columns.ts";
import type { DataFrame } from "./data_frame.ts";
import { displayFrame } from "./display_frame.ts";
import type { FrameColumn } from "./frame_column.ts";
import { frameOfRows, type RowColumn } from "./_frame_of_rows.ts";
import { TRAFFIC_COLUMNS } from "./_traffic_columns.ts";

/** The frames whose columns are documented: of `loadRun`, of `loadCassette`, and the two of `loadCatalog`. */
export type FrameKind = "run" | "traffic" | "models" | "endpoints";

const KINDS: { readonly [kind in FrameKind]: readonly FrameColumn[] } = {
  run: resultColumns({ axes: { "<axis>": "f64" }, scorers: ["<scorer>"] }),
  traffic: TRAFFIC_COLUMNS,
  models: MODEL_COLUMNS,
  endpoints: ENDPOINT_COLUMNS,
};

/** How a row of a schema is made. */
type SchemaRow = Omit<FrameColumn, "meaning"> & { readonly meaning: string | null };

const SCHEMA_COLUMNS: readonly RowColumn<SchemaRow>[] = [
  { name: "column", type: "utf8", unit: null, meaning: "Its name.", read: ({ name }) => name },
  { name: "type", type: "utf8", unit: null, meaning: "Its type.", read: ({ type }) => type },
  { name: "unit", type: "utf8", unit: null, meaning: "Its unit.", read: ({ unit }) => unit },
  { name: "meaning", type: "utf8", unit: null, meaning: "What it says.", read: ({ meaning }) => meaning },
];

/**
 * What the columns of a frame mean: a frame with the columns `column`, `type` (`utf8`, `i64`, `f64`, `bool`), `unit` and
 * `meaning`, one row for each column.
 *
 * Of a frame that was loaded, its own columns, axes and scorers by their names; a column that was computed has no meaning
 * here. Of a kind of frame, all that it can have: `run` has `param_<axis>` and `score_<scorer>` then. `docs/frames.md` has
 * the same.
 *
 * @throws {UserError} when there is no such kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameSchema } from "@tapedeck/tapedeck";
 * import pl from "nodejs-polars";
 *
 * const [row] = frameSchema("run").filter(pl.col("column").eq(pl.lit("ttft_ms"))).toRecords();
 * assertEquals(row.unit, "ms");
 * ```
 */
export function frameSchema(of: DataFrame | FrameKind = "run"): DataFrame {
  return displayFrame(frameOfRows(typeof of === "string" ? columnsOfKind(of) : columnsOf(of), SCHEMA_COLUMNS));
}

function columnsOfKind(kind: string): readonly FrameColumn[] {
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind as FrameKind];
  const nearest = nearestName(kind, Object.keys(KINDS));
  const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
  const known = Object.keys(KINDS).join(", ");
  throw new UserError(
    `Cannot tell the columns as there is no such frame (${known}): current value is "${kind}"${hint}`,
  );
}

function columnsOf(frame: DataFrame): SchemaRow[] {
  const known = new Map(likeliest(frame).map((column) => [column.name, column]));
  return frame.columns.map((name) => {
    const documented = known.get(name);
    const type = TYPES[frame.getColumn(name).dtype.variant] ?? "utf8";
    return { name, type, unit: documented?.unit ?? null, meaning: documented?.meaning ?? null };
  });
}

/** The columns of the kind that a frame has the most of; axes and scorers by their own names. */
function likeliest(frame: DataFrame): readonly FrameColumn[] {
  const named = (prefix: string) =>
    frame.columns.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const axes = Object.fromEntries(named("param_").map((axis): [string, ColumnType] => [axis, "utf8"]));
  const kinds = { ...KINDS, run: resultColumns({ axes, scorers: named("score_") }) };
  const shared = (columns: readonly FrameColumn[]) => columns.filter(({ name }) => frame.columns.includes(name)).length;
  return Object.values(kinds).reduce((best, columns) => shared(columns) > shared(best) ? columns : best);
}

const TYPES: { readonly [variant: string]: ColumnType } = {
  String: "utf8",
  Int64: "i64",
  Float64: "f64",
  Bool: "bool",
};

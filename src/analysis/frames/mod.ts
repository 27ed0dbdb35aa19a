/**
 * Frames: a run's rows as a data frame of polars, and what the rest of the room reads them by.
 * @module
 */
export { type CellGroup, type CellRow, compareValues, exactCosts, groupCells, numbersOf } from "./cells.ts";
export type { DataFrame, LazyDataFrame } from "./data_frame.ts";
export { displayFrame } from "./display_frame.ts";
export type { FrameColumn } from "./frame_column.ts";
export { type FrameKind, frameSchema } from "./frame_schema.ts";
export { frameOfRows, type RowColumn } from "./_frame_of_rows.ts";
export { ExactSum } from "./exact_sum.ts";
export { loadCassette, type LoadCassetteOptions } from "./load_cassette.ts";
export { type CatalogFrames, loadCatalog, type LoadCatalogOptions } from "./load_catalog.ts";
export { loadRun, type RunSource } from "./load_run.ts";
export { loadRuns, type LoadRunsOptions } from "./load_runs.ts";
export { promptText } from "./_prompt_text.ts";
export { readable, type ReadableOptions, type ReadableTable } from "./readable.ts";
export { scanRun } from "./scan_run.ts";
export { type Codes, frameTable, type Table, table } from "./table.ts";
export { unknownCosts } from "./unknown_costs.ts";

/**
 * The cells of a run, one by one: all that is known of one, and lists of them.
 * @module
 */
export { cellDetail, type CellDetailOptions } from "./cell_detail.ts";
export type {
  CellAnswer,
  CellDetail,
  CellIdentity,
  CellPrompt,
  CellScore,
  CellState,
  CellTape,
  CellTryDetail,
} from "./cell_detail_data.ts";
export { cellList } from "./cell_list.ts";
export type { CellPage, CellQuery, ListedCell } from "./cell_list_data.ts";
export { type OtherCell, type SamePrompt, samePrompt } from "./same_prompt.ts";

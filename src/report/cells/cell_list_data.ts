import type { CellTry } from "../../spec/mod.ts";
import type { CellState } from "./cell_detail_data.ts";

/** Which cells of a run are listed, and in which order. What is absent does not matter. */
export interface CellQuery {
  /** The endpoint's key; where none of the run is this, those that have the text in it. */
  readonly endpoint?: string;
  /** The variant's label; where none of the run is this, those that have the text in it. */
  readonly label?: string;
  /** The variant's label without its seed, as results show it: all of its cells, whatever their seeds, and no others. */
  readonly variant?: string;
  /** The prompt's sample; where none of the run is this, those that have the text in it. */
  readonly prompt?: string;
  /** How the cell stands; `unanswered`: it has ended without an answer, whyever. */
  readonly state?: CellState | "unanswered";
  /** Stands in the answer or the error of a try, or in the prompt's name, whatever letters are large or small. */
  readonly text?: string;
  /** The place in the grid unless given. What is unknown comes last, whichever way. */
  readonly sort?: "index" | "endpoint" | "status" | "score" | "latency" | "cost";
  /** The largest first; no unless given. */
  readonly isDescending?: boolean;
  /** From 1, which it is unless given; the last one where there are fewer. */
  readonly page?: number;
  /** Cells of a page; 50 unless given. */
  readonly pageSize?: number;
}

/** A cell in a list. Unknown is `null`. */
export interface ListedCell {
  /** Its place in the grid, from 0. */
  readonly index: number;
  /** How it stands. */
  readonly state: CellState;
  /** Its last try; `null`: it has none. */
  readonly last: CellTry | null;
  /** How many tries it has. */
  readonly tries: number;
  /** What all tries have cost together, as an exact decimal string. */
  readonly costUsd: string | null;
}

/** A page of a list of cells. */
export interface CellPage {
  /** In the order that was asked for. */
  readonly cells: readonly ListedCell[];
  /** Of all pages. */
  readonly total: number;
  /** Which page it is, from 1. */
  readonly page: number;
  /** How many pages there are, at least 1. */
  readonly pages: number;
}

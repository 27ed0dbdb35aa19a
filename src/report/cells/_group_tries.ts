import { Decimal } from "../../base/mod.ts";
import { costIsUnknown } from "../../ledger/mod.ts";
import type { CellTry } from "../../spec/mod.ts";
import type { CellState } from "./cell_detail_data.ts";
import type { ListedCell } from "./cell_list_data.ts";

/** Tries in the order of their cells, those of each cell together. */
export async function* groupTries<Row extends Pick<CellTry, "cellIndex">>(
  tries: AsyncIterable<Row>,
): AsyncGenerator<Row[]> {
  let own: Row[] = [];
  for await (const one of tries) {
    if (own.length > 0 && own[0].cellIndex !== one.cellIndex) {
      yield own;
      own = [];
    }
    own.push(one);
  }
  if (own.length > 0) yield own;
}

/** A cell that has no tries. */
export function waitingCell(index: number): ListedCell {
  return { index, state: "waiting", last: null, tries: 0, costUsd: null };
}

/** A cell that has these tries. */
export function listedCell(tries: readonly CellTry[]): ListedCell {
  const last = tries[tries.length - 1];
  return {
    index: last.cellIndex,
    state: stateOf(last),
    last,
    tries: tries.length,
    costUsd: costOfTries(tries),
  };
}

/** How a cell stands whose last try this is. */
export function stateOf({ final, status }: Pick<CellTry, "final" | "status">): CellState {
  return final ? status : "unfinished";
}

/** What tries have cost together; `null` where that of one is unknown, or none has one. */
export function costOfTries(
  tries: readonly Pick<CellTry, "costUsd" | "httpStatus" | "errorKind" | "source" | "cassetteKey">[],
): string | null {
  if (tries.length === 1) return tries[0].costUsd;
  const costs = tries.flatMap(({ costUsd }) => costUsd === null ? [] : [Decimal.parse(costUsd)]);
  if (costs.length === 0 || tries.some(costIsUnknown)) return null;
  return costs.reduce((sum, cost) => sum.plus(cost)).toString();
}

import { costIsUnknown } from "../../ledger/mod.ts";
import type { Attempt } from "../../spec/mod.ts";
import type { Table } from "./table.ts";

/** Tells of the rows of a table that have no cost whether that is because nobody knows it. */
export function unknownCosts(table: Table): (row: number) => boolean {
  const httpStatus = table.numbers("http_status");
  // What few rows are asked for is read when the first of them is.
  const read = <Field extends keyof Attempt>(name: string, row: number) =>
    (table.names.includes(name) ? table.column(name)[row] : null) as Attempt[Field];
  return (row) => {
    const status = httpStatus[row];
    if (!Number.isNaN(status)) return costIsUnknown({ costUsd: null, httpStatus: status, errorKind: null });
    const errorKind = read<"errorKind">("error_kind", row);
    if (errorKind === null) return false;
    const [source, cassetteKey] = [read<"source">("source", row), read<"cassetteKey">("cassette_key", row)];
    return costIsUnknown({ costUsd: null, httpStatus: null, errorKind, source, cassetteKey });
  };
}

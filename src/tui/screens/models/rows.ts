import type { ListedKind, ListedModel } from "../../../catalog/mod.ts";
import type { EndpointRecord, ModelKey } from "../../../spec/mod.ts";
import type { PickerState } from "../../state/mod.ts";

/** A row of the list. */
export type Row =
  | { readonly is: "kind"; readonly id: string; readonly kind: ListedKind; readonly count: number }
  | { readonly is: "model"; readonly id: string; readonly model: ListedModel }
  | { readonly is: "endpoints"; readonly id: string; readonly model: ModelKey }
  | { readonly is: "endpoint"; readonly id: string; readonly model: ModelKey; readonly record: EndpointRecord }
  | { readonly is: "note"; readonly id: string; readonly model: ModelKey; readonly text: string };

/** All rows of the list as it stands, from the top. */
export function rowsOf({ list }: PickerState): readonly Row[] {
  const { models, query } = list;
  if (models === null) return [];
  const rows: Row[] = [];
  let kind: ListedKind | null = null;
  for (const model of models) {
    // What was searched for comes with the best first, whatever kind it is of.
    if (query === "" && model.kind !== kind) {
      kind = model.kind;
      const count = models.filter((one) => one.kind === kind).length;
      rows.push({ is: "kind", id: `kind ${kind}`, kind, count });
    }
    rows.push({ is: "model", id: `model ${model.key}`, model }, ...unfoldedRows(list, model.key));
  }
  return rows;
}

function unfoldedRows({ unfolded }: PickerState["list"], model: ModelKey): Row[] {
  const shown = unfolded.get(model);
  const note = (text: string): Row[] => [{ is: "note", id: `note ${model}`, model, text }];
  if (shown === undefined) return [];
  if (shown.is === "loading") return note("… loading its endpoints");
  if (shown.is === "failed") return note(`× ${shown.why}`);
  if (shown.records.length === 0) return note("no endpoint of it is known");
  return [
    { is: "endpoints", id: `endpoints ${model}`, model },
    ...shown.records.map((record): Row => ({ is: "endpoint", id: `endpoint ${record.key}`, model, record })),
  ];
}

/** Whether the cursor can be on a row: heads are only read. */
export function isStop({ is }: Row): boolean {
  return is !== "kind" && is !== "endpoints";
}

/** The row with the cursor: the one it was put on, or the first where that is gone. */
export function rowAtCursor(rows: readonly Row[], cursor: string): Row | null {
  return rows.find(({ id }) => id === cursor) ?? rows.find(isStop) ?? null;
}

/** The model that a row is about; `null`: it is about none. */
export function modelOf(row: Row | null): ModelKey | null {
  if (row === null || row.is === "kind") return null;
  return row.is === "model" ? row.model.key : row.model;
}

import { isThere, UserError, wireOfPath } from "../../base/mod.ts";
import type { InteractionDescription, ScopeDescription } from "../../cassette/mod.ts";
import { wireFormats } from "../../provider/mod.ts";
import { describeScope } from "../../recording/mod.ts";
import type { Attempt, ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";
import type { CellTape } from "./cell_detail_data.ts";

/** What a tape has of a cell, and how the tape is. */
export interface TapeOfCell extends ScopeDescription {
  readonly tape: CellTape;
}

const NOTHING: ScopeDescription = { interactions: [], decisions: [] };

/** Read what the tape at a path has of a cell; whatever is wrong with it is told, not thrown. */
export async function tapeOfCell(path: string | null, rows: readonly Attempt[]): Promise<TapeOfCell> {
  if (path === null) return { ...NOTHING, tape: { path, state: "none", problem: null } };
  if (!await isThere(path)) {
    return { ...NOTHING, tape: { path, state: "lost", problem: `There is no tape at ${path}` } };
  }
  const tape: CellTape = { path, state: "there", problem: null };
  if (rows.length === 0) return { ...NOTHING, tape };
  const keys = rows.flatMap(({ cassetteKey }) => cassetteKey === null ? [] : [cassetteKey]);
  const [{ cellId, endpoint }] = rows;
  const decisions = [{ scope: "prices", name: endpoint }];
  try {
    return { ...describeScope(path, { scope: cellId, keys, decisions }), tape };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...NOTHING, tape: { path, state: "unreadable", problem: error.message } };
  }
}

/** The recording of a try: that of its scope, else one of its key. */
export function entryOf(
  interactions: readonly InteractionDescription[],
  { row: { cassetteKey }, scope }: { readonly row: Attempt; readonly scope: string },
): InteractionDescription | null {
  return interactions.findLast(({ record }) => record.scope === scope && record.key === cassetteKey) ??
    interactions.findLast(({ record }) => record.scope === scope) ??
    interactions.find(({ record }) => record.key === cassetteKey) ?? null;
}

/** A recorded request as it was before it was put into a wire format; `null` where nothing reads it. */
export function requestOf({ record: { request } }: InteractionDescription): ChatRequest | null {
  const wire = wireOfPath(request.url);
  const format = wireFormats.find(({ name }) => name === wire);
  const body = jsonOf(request.body);
  if (format === undefined || typeof body !== "object" || body === null || Array.isArray(body)) return null;
  return format.fromRequest(body as JsonObject, request.url.slice(request.url.indexOf("}") + 1));
}

function jsonOf(body: InteractionDescription["record"]["request"]["body"]): JsonValue {
  if (body === null || "base64" in body) return null;
  if ("json" in body) return body.json;
  try {
    return JSON.parse(body.text);
  } catch {
    return null;
  }
}

import { UserError } from "../../base/mod.ts";
import type { InteractionDescription } from "../../cassette/mod.ts";
import type { Attempt, Cell, ChatRequest, Ledger, RouteRecord, RunRecord } from "../../spec/mod.ts";
import { cellAt, cellCount, type SweepPlan } from "../../sweep/mod.ts";
import type { CellAnswer, CellDetail, CellIdentity, CellPrompt, CellState, CellTryDetail } from "./cell_detail_data.ts";
import { scoresOfCell } from "./_cell_scores.ts";
import { entryOf, requestOf, type TapeOfCell, tapeOfCell } from "./_cell_tape.ts";
import { costOfTries } from "./_group_tries.ts";
import { costPartsOf, priceOf } from "./_cost_parts.ts";

/** Where the rest of a cell is known from. */
export interface CellDetailOptions {
  /** The path of the tape, wherever it is by now; `null`: there is none. */
  readonly tape: string | null;
  /** The run's plan, for what was expected, and for the prompt where there is no tape. None unless given. */
  readonly plan?: SweepPlan | null;
}

/** More points than that nobody tells apart. */
const MOST_CHUNKS = 64;

/**
 * All that is known of one cell of a run: what was sent, what was answered, every try with its timing, cost and
 * recording, the verdicts, and why its endpoint was chosen. Nothing else of the run is read, so that a cell of a large
 * run is as quick as one of a small run; what the tape has lost is absent and told.
 *
 * @throws {UserError} when the run has no such cell.
 */
export async function cellDetail(
  ledger: Ledger,
  run: RunRecord,
  index: number,
  { tape, plan = null }: CellDetailOptions,
): Promise<CellDetail> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= run.cells) {
    throw new UserError(
      `Cannot show the cell as the run has ${run.cells} cells, from 0: current value is ${index}`,
      { exitCode: 2 },
    );
  }
  const rows: Attempt[] = [];
  for await (const row of ledger.attempts(run.runId, { from: index, to: index })) rows.push(row);
  const last = rows.at(-1) ?? null;
  const onTape = await tapeOfCell(tape, rows);
  const planned = plannedCell(plan, { index, last });
  const tries = triesOf(rows, { onTape, plan });
  return {
    run,
    index,
    state: stateOf(last),
    identity: last === null ? identityOf(planned) : identityOfRow(last),
    prompt: promptOf(tries, planned),
    answer: answerOf(last, tries),
    expected: planned?.sample.expected ?? null,
    tries,
    costUsd: costOfTries(rows),
    ...await scoresOfCell(ledger, last),
    routes: last === null ? [] : await routesOf(ledger, last),
    decisions: onTape.decisions,
    tape: onTape.tape,
  };
}

function stateOf(last: Attempt | null): CellState {
  if (last === null) return "waiting";
  return last.final ? last.status : "unfinished";
}

/** The cell as the plan has it; `null` where the plan has changed since. */
function plannedCell(
  plan: SweepPlan | null,
  { index, last }: { readonly index: number; readonly last: Attempt | null },
): Cell | null {
  if (plan === null || index >= cellCount(plan)) return null;
  const cell = cellAt(plan, index);
  return last === null || cell.id === last.cellId ? cell : null;
}

function identityOf(cell: Cell | null): CellIdentity | null {
  if (cell === null) return null;
  const { id: cellId, endpoint: { key: endpoint, model, provider }, label, axes, sample: { id: promptId }, repeat } =
    cell;
  return { cellId, endpoint, model, provider, label, axes, promptId, repeat };
}

function identityOfRow(row: Attempt): CellIdentity {
  const { cellId, endpoint, model, provider, label, axes, promptId, repeat } = row;
  return { cellId, endpoint, model, provider, label, axes, promptId, repeat };
}

function triesOf(
  rows: readonly Attempt[],
  { onTape, plan }: { readonly onTape: TapeOfCell; readonly plan: SweepPlan | null },
): CellTryDetail[] {
  return rows.map((row) => {
    const scope = `${row.cellId}/${row.try}`;
    const entry = entryOf(onTape.interactions, { row, scope });
    const price = priceOf(row.endpoint, { decisions: onTape.decisions, plan });
    const images = entry === null ? 0 : imagesOf(requestOf(entry));
    return { row, scope, entry, costParts: costPartsOf(row, { entry, price, images }), chunks: chunksOf(entry) };
  });
}

function imagesOf(request: ChatRequest | null): number {
  const parts = request?.messages.flatMap(({ content }) => typeof content === "string" ? [] : content ?? []) ?? [];
  return parts.filter(({ type }) => type === "image").length;
}

/** Where there are many chunks, those beside each other are taken together. */
function chunksOf(entry: InteractionDescription | null): CellTryDetail["chunks"] {
  const chunks = entry?.chunks ?? [];
  const each = Math.ceil(chunks.length / MOST_CHUNKS);
  const series: { ms: number; bytes: number }[] = [];
  for (let i = 0; i < chunks.length; i += each) {
    const some = chunks.slice(i, i + each);
    series.push({ ms: some.at(-1)!.ms, bytes: some.reduce((sum, { bytes }) => sum + bytes.length, 0) });
  }
  return series;
}

/** The last turn has the messages of all turns before. */
function promptOf(tries: readonly CellTryDetail[], planned: Cell | null): CellPrompt | null {
  const sent = tries.toReversed().flatMap(({ entry }) => {
    const request = entry === null ? null : requestOf(entry);
    return request === null ? [] : [request];
  });
  const request = sent.at(0) ?? planned?.request ?? null;
  if (request === null) return null;
  const { messages, stream: _stream, ...parameters } = request;
  return { messages, parameters, source: sent.length > 0 ? "tape" : "plan" };
}

function answerOf(last: Attempt | null, tries: readonly CellTryDetail[]): CellAnswer | null {
  if (last === null || last.output === null) return null;
  const outcome = tries.at(-1)?.entry?.outcome ?? null;
  const { output: text, finishReason } = last;
  return { text, finishReason, completion: outcome?.ok ? outcome.completion : null };
}

async function routesOf(ledger: Ledger, { runId, cellId: scope }: Attempt): Promise<RouteRecord[]> {
  return await Array.fromAsync(ledger.routes({ runId, scope }));
}

import { fileSize } from "../../base/mod.ts";
import { isPostgresUrl, openLedger } from "../../ledger/mod.ts";
import { listRecords } from "../../recording/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import type { PastCall } from "./past_call.ts";

/** More past calls than these say little more, and reading them takes its time. */
const MOST_CALLS = 20_000;
/** Rows of a ledger that are looked at, replayed ones with them. */
const MOST_ROWS = 2 * MOST_CALLS;
/** A larger tape takes longer to read than a forecast may. */
const MOST_TAPE_BYTES = 64 * 1024 * 1024;

/** Where past calls are looked for; what is not there is passed over. */
export interface HistoryPlaces {
  /** A ledger, an SQLite file or the URL of a database; `null`: none. */
  readonly ledgerPath: string | null;
  /** A tape; `null`: none. */
  readonly cassettePath: string | null;
}

/**
 * Past calls of a plan's endpoints: the newest of a ledger, else those on a tape (of up to 64 MiB), else none.
 *
 * A replay is no call: its rows count only where the ledger does not have what they were recorded as, and each try of a
 * cell once. At most 20,000 are taken. A file that is not there is no error, nor a ledger that may not be written to.
 *
 * @throws {UserError} when a file is there and cannot be read.
 */
export async function loadHistory(
  plan: Pick<SweepPlan, "endpoints" | "plugins">,
  { ledgerPath, cassettePath }: HistoryPlaces,
): Promise<PastCall[]> {
  const endpoints = new Set(plan.endpoints.map(({ key }) => key));
  const calls = ledgerPath !== null && await hasLedger(ledgerPath) ? await ofLedger(ledgerPath, endpoints) : [];
  if (calls.length > 0 || cassettePath === null) return calls;
  const bytes = await fileSize(cassettePath);
  return bytes === 0 || bytes > MOST_TAPE_BYTES ? [] : ofTape(cassettePath, endpoints, plan.plugins);
}

async function hasLedger(path: string): Promise<boolean> {
  return isPostgresUrl(path) || await fileSize(path) > 0;
}

async function ofLedger(path: string, endpoints: ReadonlySet<string>): Promise<PastCall[]> {
  // SQLite locks what it reads, so it takes the permission to write: who has none has no history either.
  if (!isPostgresUrl(path) && (await Deno.permissions.query({ name: "write", path })).state !== "granted") return [];
  const calls: PastCall[] = [];
  const replayed = new Map<string, PastCall>();
  const known = new Set<string>();
  await using ledger = await openLedger(path);
  const runs = await ledger.runs();
  // Those that called come first: rows of replays are looked at only where there is room for them.
  const isReplay = ({ mode }: RunRecord) => mode === "replay";
  let rows = 0;
  for (const { runId } of [...runs.filter((run) => !isReplay(run)), ...runs.filter(isReplay)]) {
    for await (const attempt of ledger.attempts(runId)) {
      if (!endpoints.has(attempt.endpoint)) continue;
      const { endpoint, cellId, inputTokens, outputTokens, latencyMs, source } = attempt;
      const call = { endpoint, cellId, inputTokens, outputTokens, latencyMs };
      const id = `${cellId}/${attempt.try}`;
      if (source !== "replay") calls.push(call);
      // A recording that is missing has rows too, and hides none that is there.
      if (outputTokens !== null) {
        if (source !== "replay") known.add(id);
        else if (!replayed.has(id)) replayed.set(id, call);
      }
      if (calls.length === MOST_CALLS || ++rows === MOST_ROWS) return withReplayed(calls, { replayed, known });
    }
  }
  return withReplayed(calls, { replayed, known });
}

/** Adds replayed calls whose recordings the ledger does not have: they are on a tape that came from elsewhere. */
function withReplayed(
  calls: readonly PastCall[],
  { replayed, known }: { readonly replayed: ReadonlyMap<string, PastCall>; readonly known: ReadonlySet<string> },
): PastCall[] {
  const unrecorded = [...replayed].filter(([id]) => !known.has(id)).map(([, call]) => call);
  return [...calls, ...unrecorded].slice(0, MOST_CALLS);
}

/** The scope of a sweep's recording is its cell's id and the number of the try. */
function ofTape(path: string, endpoints: ReadonlySet<string>, plugins: SweepPlan["plugins"]): PastCall[] {
  const calls: PastCall[] = [];
  for (const { interaction } of listRecords(path, plugins)) {
    if (interaction === null || !endpoints.has(interaction.endpoint) || calls.length === MOST_CALLS) continue;
    const { endpoint, scope, usage, durationMs } = interaction;
    calls.push({
      endpoint,
      cellId: scope?.split("/", 1)[0] ?? null,
      inputTokens: usage?.inputTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
      latencyMs: durationMs,
    });
  }
  return calls;
}

import type { ListedRecord } from "../../cassette/mod.ts";
import { listRecords } from "../../recording/mod.ts";
import type { TimedTry } from "./_timed_tries.ts";
import { type BreakerInterval, intervalsOf } from "./breaker_intervals.ts";

/** The names of decisions not to make a try: `refuse/<endpoint>/<try>`. */
const REFUSAL = /^refuse\/(.+)\/\d+$/;

/**
 * When breakers were open, by the recordings of a cassette and the refusals that are kept on it as decisions, derived as
 * `breakerIntervals` does from rows. For traffic without a run: other clients, or a frame without its refused cells.
 *
 * @throws {UserError} when the cassette cannot be read.
 *
 * @example A tape that is not there
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { loadBreakerIntervals, UserError } from "@tapedeck/tapedeck";
 *
 * assertThrows(() => loadBreakerIntervals("cassettes/nowhere.jsonl"), UserError, "nowhere");
 * ```
 */
export function loadBreakerIntervals(path: string): BreakerInterval[] {
  const tries = listRecords(path).flatMap((record) => tryOf(record) ?? []);
  return intervalsOf(tries.sort((a, b) => a.startMs - b.startMs));
}

function tryOf({ interaction, decision }: ListedRecord): TimedTry | null {
  if (interaction !== null) {
    const startMs = Date.parse(interaction.at);
    return {
      series: interaction.endpoint,
      startMs,
      endMs: startMs + (interaction.durationMs ?? 0),
      waitMs: startMs,
      errorKind: interaction.end === "ok" ? null : interaction.failure ?? "unknown",
      costUsd: null,
    };
  }
  const endpoint = REFUSAL.exec(decision?.name ?? "")?.[1];
  const choice = (decision?.choice ?? null) as { readonly kind?: string; readonly at?: string } | null;
  if (endpoint === undefined || choice?.kind !== "breaker_open") return null;
  const atMs = Date.parse(choice.at ?? decision!.at);
  return { series: endpoint, startMs: atMs, endMs: atMs, waitMs: atMs, errorKind: choice.kind, costUsd: null };
}

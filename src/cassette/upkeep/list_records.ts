import type { WireLens } from "../../spec/mod.ts";
import type { DecisionRecord } from "../interaction.ts";
import { eachRecord } from "./_each_record.ts";
import type { InteractionFacts } from "./interaction_facts.ts";

/** A line of a cassette that counts. */
export interface ListedRecord {
  /** In the file; the header is line 1. */
  readonly line: number;
  /** `null` for a decision. */
  readonly interaction: InteractionFacts | null;
  /** `null` for an interaction. */
  readonly decision: DecisionRecord | null;
}

/**
 * The records of a cassette that count, in figures.
 * @throws {UserError} when it cannot be read.
 */
export function listRecords(path: string, lenses: readonly WireLens[]): ListedRecord[] {
  const records: ListedRecord[] = [];
  eachRecord(path, lenses, {
    superseded() {},
    interaction: (interaction, line) => void records.push({ line, interaction, decision: null }),
    decision: (decision, line) => void records.push({ line, interaction: null, decision }),
  });
  return records;
}

import type { WireLens } from "../../spec/mod.ts";
import { TapeFile } from "../_tape_file.ts";
import type { CassetteHeader, DecisionRecord } from "../interaction.ts";
import { type InteractionFacts, interactionFacts } from "./interaction_facts.ts";

/** Who is told of the records of a cassette. */
export interface RecordVisitor {
  interaction(facts: InteractionFacts, line: number): void;
  decision(decision: DecisionRecord, line: number): void;
  /** Of a line whose place a later recording has taken. */
  superseded(line: number): void;
}

/** Go through the records of a cassette, one at a time; lines count as in the file. Gives the header. */
export function eachRecord(path: string, lenses: readonly WireLens[], visitor: RecordVisitor): CassetteHeader {
  const file = TapeFile.open(path);
  try {
    for (let line = 0; line < file.length; line++) {
      if (file.isSuperseded(line)) visitor.superseded(line + 2);
      else {
        const record = file.record(line);
        if (record.kind === "decision") visitor.decision(record, line + 2);
        else visitor.interaction(interactionFacts(record, lenses), line + 2);
      }
    }
    return file.header;
  } finally {
    file.close();
  }
}

import { Buffer } from "node:buffer";
import type { WireLens } from "../../spec/mod.ts";
import { TapeFile } from "../_tape_file.ts";
import { decisionKey } from "../key.ts";
import type { DecisionRecord } from "../interaction.ts";
import { describeInteraction, type InteractionDescription } from "./describe_interactions.ts";

/** What belongs to one thing: a sweep's cell, a call of the registry. */
export interface ScopeChoice {
  /** Its name; what is below it (`cell_…/1`, `cell_…/again/2`) belongs to it. */
  readonly scope: string;
  /** Keys of requests that are known to be its own, for recordings without a scope. None unless given. */
  readonly keys?: readonly string[];
  /** Decisions about all of a run that it depends on, such as the price of its endpoint. None unless given. */
  readonly decisions?: readonly { readonly scope: string; readonly name: string }[];
}

/** A decision and where it stands. */
export interface DecisionDescription {
  /** In the file; the header is line 1. */
  readonly line: number;
  /** As it stands on the tape. */
  readonly record: DecisionRecord;
}

/** All that a cassette has of one thing. */
export interface ScopeDescription {
  /** In the order of the file. */
  readonly interactions: readonly InteractionDescription[];
  /** In the order of the file. */
  readonly decisions: readonly DecisionDescription[];
}

/** Key and kind come first: a scope that stands further behind is somebody's text. */
const HEAD_BYTES = 512;

/**
 * What a cassette has of a scope, recordings that others have taken the place of left out. The file is read once and
 * only what is found is parsed, so that a large tape is quick too.
 *
 * @throws {UserError} when the file cannot be read.
 */
export function describeScope(path: string, choice: ScopeChoice, lenses: readonly WireLens[]): ScopeDescription {
  const file = TapeFile.open(path);
  try {
    const interactions: InteractionDescription[] = [];
    const decisions: DecisionDescription[] = [];
    const shared = new Set((choice.decisions ?? []).map(({ scope, name }) => decisionKey(scope, name)));
    for (const at of linesOf(file, choice.scope, [...choice.keys ?? [], ...shared])) {
      const record = file.record(at);
      const line = at + 2;
      const isOwn = isWithin(record.scope, choice.scope);
      if (record.kind === "decision") {
        if (isOwn || shared.has(record.key)) decisions.push({ line, record });
      } else if (isOwn || !record.scope) {
        interactions.push({ line, superseded: false, ...describeInteraction(record, lenses) });
      }
    }
    return { interactions, decisions };
  } finally {
    file.close();
  }
}

function linesOf(file: TapeFile, scope: string, keys: readonly string[]): number[] {
  const found = new Set(keys.flatMap((key) => file.lines(key)));
  // Without the quote behind it: what is below the scope begins like it.
  const sought = Buffer.from(`"scope":${JSON.stringify(scope).slice(0, -1)}`);
  file.scan((block, { line, start, end }) => {
    const head = Buffer.from(block.buffer, start, Math.min(end - start, HEAD_BYTES));
    if (head.includes(sought)) found.add(line);
  });
  return [...found].filter((line) => !file.isSuperseded(line)).sort((a, b) => a - b);
}

function isWithin(scope: string | undefined, outer: string): boolean {
  return scope === outer || scope?.startsWith(`${outer}/`) === true;
}

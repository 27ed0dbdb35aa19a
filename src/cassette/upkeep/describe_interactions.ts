import { UserError } from "../../base/mod.ts";
import type { JsonValue, Segment, WireLens, WireOutcome } from "../../spec/mod.ts";
import { TapeFile } from "../_tape_file.ts";
import { decodeBody } from "../body.ts";
import type { Interaction } from "../interaction.ts";
import { lensOfInteraction, readAnswer } from "./_read_answer.ts";
import { bodyJson, factsOf, type InteractionFacts } from "./interaction_facts.ts";

/** Which interactions of a cassette are meant. All unless something is given. */
export interface InteractionChoice {
  /** A line of the file (`12`), or the beginning of a key, with or without `key_`. */
  readonly which?: string;
  /** Those of this scope. */
  readonly scope?: string;
}

/** A chunk of a response's body. */
export interface Chunk {
  /** Milliseconds from the hand-over of the request. */
  readonly ms: number;
  /** Its bytes. */
  readonly bytes: Uint8Array;
}

/** An interaction in all that people look for. */
export interface InteractionDescription {
  /** In the file; the header is line 1. */
  readonly line: number;
  /** Whether a later recording has taken its place. */
  readonly superseded: boolean;
  /** As it stands on the tape. */
  readonly record: Interaction;
  /** In figures. */
  readonly facts: InteractionFacts;
  /** The request's parts; `null` where its body is no JSON. Without a lens all of it is one part. */
  readonly segments: readonly Segment[] | null;
  /** What the response says; `null` where there is none, and where no lens reads it. */
  readonly outcome: WireOutcome | null;
  /** The response's body, as far as it came. */
  readonly body: Uint8Array;
  /** Its chunks. */
  readonly chunks: readonly Chunk[];
}

/**
 * The chosen interactions of a cassette, one at a time, in the order of the file. Superseded ones only where a line is
 * chosen.
 *
 * @throws {UserError} when the file cannot be read, or has no such interaction.
 */
export function* describeInteractions(
  path: string,
  choice: InteractionChoice,
  lenses: readonly WireLens[],
): Generator<InteractionDescription> {
  const file = TapeFile.open(path);
  try {
    let found = 0;
    for (const line of chosenLines(file, choice)) {
      const record = file.record(line);
      if (record.kind !== "http" || !isChosen(record, choice)) continue;
      found++;
      yield { line: line + 2, superseded: file.isSuperseded(line), ...describeInteraction(record, lenses) };
    }
    if (found === 0) throw noneFound(path, choice);
  } finally {
    file.close();
  }
}

const LINE = /^\d+$/;

function* chosenLines(file: TapeFile, { which }: InteractionChoice): Generator<number> {
  if (which !== undefined && LINE.test(which)) {
    const line = Number(which) - 2;
    if (line >= 0 && line < file.length) yield line;
    return;
  }
  for (let line = 0; line < file.length; line++) if (!file.isSuperseded(line)) yield line;
}

function isChosen({ key, scope }: Interaction, choice: InteractionChoice): boolean {
  const { which } = choice;
  const isKey = which === undefined || LINE.test(which) || key.startsWith(which) || key.startsWith(`key_${which}`);
  return isKey && (choice.scope === undefined || scope === choice.scope);
}

function noneFound(path: string, { which, scope }: InteractionChoice): UserError {
  const what = [
    ...(which === undefined ? [] : [LINE.test(which) ? `on line ${which}` : `whose key begins with "${which}"`]),
    ...(scope === undefined ? [] : [`of scope "${scope}"`]),
  ];
  return new UserError(
    `Cannot show an interaction as there is none${what.map((one) => ` ${one}`).join("")}: "${path}"`,
  );
}

/** An interaction in all that is told by itself. */
export function describeInteraction(
  record: Interaction,
  lenses: readonly WireLens[],
): Omit<InteractionDescription, "line" | "superseded"> {
  const { request, response } = record;
  const json = bodyJson(request.body);
  const outcome = readAnswer(lenses, record);
  const body = response === undefined ? new Uint8Array() : decodeBody(response.body);
  const cuts = response?.cuts ?? [];
  return {
    record,
    facts: factsOf(record, outcome, lenses),
    segments: json === undefined ? null : lensOfInteraction(lenses, record)?.segments(json) ?? wholeBody(json),
    outcome,
    body,
    chunks: cuts.map(([start, ms], i) => ({ ms, bytes: body.subarray(start, cuts[i + 1]?.[0] ?? body.length) })),
  };
}

function wholeBody(value: JsonValue): Segment[] {
  return [{ name: "body", pointer: "", value }];
}

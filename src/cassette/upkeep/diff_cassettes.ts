import type { JsonValue, WireLens } from "../../spec/mod.ts";
import { TapeFile } from "../_tape_file.ts";
import type { DecisionRecord, Interaction, RecordedRequest, TapeRecord } from "../interaction.ts";
import type { AnswerChange, answerChanges } from "./_answer_changes.ts";
import { type JsonChange, jsonChanges } from "./_json_changes.ts";
import { nearestPairs, type Unpaired, unpairedOf } from "./_pair_records.ts";
import { bodyJson, interactionFacts } from "./interaction_facts.ts";

/** Where a record stands in one of two cassettes. */
export interface RecordPlace {
  /** In the file; the header is line 1. */
  readonly line: number;
  /** What the record was found by. */
  readonly key: string;
  /** `null` where it has none. */
  readonly scope: string | null;
  /** For people: `POST {gpt@openai}/chat/completions gpt-4o`, `decision endpoint`. */
  readonly name: string;
}

/** Two recordings of one request that differ, or of a request that was changed. */
export interface PairChange {
  /** In the first cassette. */
  readonly before: RecordPlace;
  /** In the second. */
  readonly after: RecordPlace;
  /** How the request was changed; empty where it is the same. */
  readonly request: readonly JsonChange[];
  /** In what the answers, or the decisions, differ. */
  readonly answer: readonly AnswerChange[];
  /** Milliseconds to the last byte. They never make a difference. */
  readonly durationMs: { readonly before: number | null; readonly after: number | null };
}

/** In what two cassettes differ. */
export interface CassetteDiff {
  /** Whether they say the same. */
  readonly equal: boolean;
  /** How many records stand in both, or have one that was changed. */
  readonly pairs: number;
  /** Those pairs that differ, in the order of the first cassette. */
  readonly changed: readonly PairChange[];
  /** Records of the first cassette that the second has nothing like. */
  readonly onlyBefore: readonly RecordPlace[];
  /** Records of the second cassette that the first has nothing like. */
  readonly onlyAfter: readonly RecordPlace[];
}

/**
 * Compare two cassettes by what they say. Recordings of a key are compared in their order, what is left over by the
 * nearest request. Ids, times, chunks, latencies and the order of names make no difference.
 *
 * @throws {UserError} when a file cannot be read.
 */
export async function diffCassettes(
  before: string,
  after: string,
  lenses: readonly WireLens[],
): Promise<CassetteDiff> {
  // What compares words is loaded for this alone: whoever opens a tape does not wait for it.
  const { answerChanges } = await import("./_answer_changes.ts");
  const context: Context = { lenses, answerChanges };
  const a = TapeFile.open(before);
  try {
    const b = TapeFile.open(after);
    try {
      return diff(a, b, context);
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

/** What records are compared with. */
interface Context {
  readonly lenses: readonly WireLens[];
  readonly answerChanges: typeof answerChanges;
}

function diff(a: TapeFile, b: TapeFile, context: Context): CassetteDiff {
  const { pairs, onlyBefore, onlyAfter } = pairsOf(a, b);
  const changed: PairChange[] = [];
  for (const [lineA, lineB] of pairs) {
    const change = pairChange(placed(a, lineA), placed(b, lineB), context);
    if (change !== null) changed.push(change);
  }
  const places = (file: TapeFile, lines: readonly number[]) =>
    lines.map((line) => placeOf(placed(file, line), context.lenses));
  return {
    equal: changed.length + onlyBefore.length + onlyAfter.length === 0,
    pairs: pairs.length,
    changed,
    onlyBefore: places(a, onlyBefore),
    onlyAfter: places(b, onlyAfter),
  };
}

function pairsOf(a: TapeFile, b: TapeFile) {
  const waiting = linesByKey(b);
  const pairs: [number, number][] = [];
  const leftA: number[] = [];
  for (const [key, lines] of linesByKey(a)) {
    const others = waiting.get(key) ?? [];
    lines.forEach((line, i) => i < others.length ? pairs.push([line, others[i]]) : leftA.push(line));
    waiting.set(key, others.slice(lines.length));
  }
  const leftB = [...waiting.values()].flat();
  const near = nearestPairs(unpaired(a, leftA), unpaired(b, leftB)).map(([one, other]) => [one.line, other.line]);
  const [nearA, nearB] = [0, 1].map((side) => new Set(near.map((pair) => pair[side])));
  return {
    pairs: [...pairs, ...near as [number, number][]].sort(([one], [other]) => one - other),
    onlyBefore: leftA.filter((line) => !nearA.has(line)).sort((one, other) => one - other),
    onlyAfter: leftB.filter((line) => !nearB.has(line)).sort((one, other) => one - other),
  };
}

function linesByKey(file: TapeFile): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (let line = 0; line < file.length; line++) {
    if (file.isSuperseded(line)) continue;
    const { key } = file.record(line);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, [line]);
    else known.push(line);
  }
  return lines;
}

function unpaired(file: TapeFile, lines: readonly number[]): Unpaired[] {
  return lines.flatMap((line) => {
    const record = file.record(line);
    return record.kind === "http" ? [unpairedOf(record, line)] : [];
  });
}

interface Placed {
  readonly record: TapeRecord;
  readonly line: number;
}

function placed(file: TapeFile, line: number): Placed {
  return { record: file.record(line), line: line + 2 };
}

function placeOf({ record, line }: Placed, lenses: readonly WireLens[]): RecordPlace {
  const { key, scope = null } = record;
  if (record.kind === "decision") return { line, key, scope, name: `decision ${record.name}` };
  const { method, url, model } = interactionFacts(record, lenses);
  return { line, key, scope, name: [method, url, ...(model === null ? [] : [model])].join(" ") };
}

/** `null` where both say the same. */
function pairChange(before: Placed, after: Placed, { lenses, answerChanges }: Context): PairChange | null {
  const [a, b] = [before.record, after.record];
  const isHttp = a.kind === "http" && b.kind === "http";
  const request = isHttp && a.key !== b.key ? requestChanges(a, b) : [];
  const answer = isHttp ? answerChanges(a, b, lenses) : decisionChanges(a as DecisionRecord, b as DecisionRecord);
  if (request.length + answer.length === 0) return null;
  const [old, now] = [a, b].map((record) =>
    record.kind === "http" ? interactionFacts(record, lenses).durationMs : null
  );
  return {
    before: placeOf(before, lenses),
    after: placeOf(after, lenses),
    request,
    answer,
    durationMs: { before: old, after: now },
  };
}

/** Every way in which the keys of two requests can differ, so that there is always one. */
function requestChanges(before: Interaction, after: Interaction): JsonChange[] {
  const changes = jsonChanges(comparable(before), comparable(after));
  return changes.length > 0 ? changes : [{ pointer: "/key", before: before.key, after: after.key }];
}

function comparable({ request, scope, bound }: Interaction): JsonValue {
  const { method, url, headers, body } = request;
  return { method, url, headers: { ...headers }, body: bodyValue(body), scope: scope ?? null, bound: { ...bound } };
}

function bodyValue(body: RecordedRequest["body"]): JsonValue {
  return bodyJson(body) ?? (body === null ? null : "text" in body ? body.text : "base64" in body ? body.base64 : null);
}

function decisionChanges(before: DecisionRecord, after: DecisionRecord): AnswerChange[] {
  const places = jsonChanges(before.choice, after.choice);
  return places.length === 0 ? [] : [{ what: "choice", before: before.choice, after: after.choice, places }];
}

import type { WireLens } from "../../spec/mod.ts";
import { CassetteMissError, type NearRecording } from "../cassette_miss_error.ts";
import type { Interaction } from "../interaction.ts";
import { recordedRequest, type TapeRequest } from "../_request.ts";
import type { TapeFile } from "../_tape_file.ts";
import { compareSegments, type Comparison, toldPair } from "./_compare_segments.ts";
import { likelyLines } from "./_likely_lines.ts";
import { hintOf } from "./_reason.ts";
import { requestSegments } from "./_request_segments.ts";
import { summaryOf } from "./_summary.ts";

const MOST_SHOWN = 3;
/** How many recordings are compared part by part. */
const MOST_COMPARED = 16;

/** A request that was not found. */
export interface MissedRequest {
  readonly request: TapeRequest;
  readonly key: string;
  readonly scope: string | undefined;
  readonly lenses: readonly WireLens[];
}

/** The error that tells which request was not found, why, and what stands nearest to it on the tape. */
export function explainMiss(file: TapeFile, missed: MissedRequest, compared = MOST_COMPARED): CassetteMissError {
  const { request, key } = missed;
  const what = `Cannot replay ${request.method} ${request.url} as it is not on the tape "${file.path}": key is ${key}`;
  const played = file.count(key);
  if (played > 0) return new CassetteMissError(`${what}. ${playedText(file, key, played)}`, key, { reason: "played" });
  const found = nearestRecordings(file, missed, compared);
  if (found.length === 0) return new CassetteMissError(`${what}. The tape is empty`, key, { reason: "empty" });
  const { reason, text } = hintOf(found[0].near, { recorded: found[0].url, requested: request.url });
  const nearest = found.map(({ near }) => near);
  const hint = text === "" ? "" : `. ${text}`;
  const message = `${what}${hint}. The nearest recordings:${nearest.map(nearText).join("")}`;
  return new CassetteMissError(message, key, { reason, nearest });
}

function playedText(file: TapeFile, key: string, played: number): string {
  const superseded = supersededCount(file, key);
  const older = superseded === 0 ? "" : ` (${superseded} more were recorded anew and do not count)`;
  const all = played === 1 ? "Its one recording has" : `All its ${played} recordings have`;
  return `${all} been played already${older}: \`repeat: "last"\` (\`--repeat last\`) plays the last one again`;
}

function supersededCount(file: TapeFile, key: string): number {
  let count = 0;
  for (let line = 0; line < file.length; line++) {
    if (file.isSuperseded(line) && file.text(line).startsWith(`{"key":"${key}"`)) count++;
  }
  return count;
}

function nearText({ line, summary, pointer, recorded, requested }: NearRecording): string {
  return `\n  line ${line}: ${summary === "" ? "the same" : summary}` +
    (pointer === "" ? "" : `\n    ${pointer} was ${recorded}, is ${requested}`);
}

interface Found extends Comparison {
  readonly line: number;
  readonly record: Interaction;
}

interface Near {
  readonly near: NearRecording;
  readonly url: string;
}

function nearestRecordings(file: TapeFile, { request, scope, lenses }: MissedRequest, compared: number): Near[] {
  const recorded = recordedRequest(request);
  const told = scope === undefined ? undefined : request.redactor.text(scope);
  const wanted = requestSegments({ request: recorded, scope: told, endpoint: request.endpoint }, lenses);
  const found: Found[] = [];
  for (const line of likelyLines(file, recorded, compared)) {
    if (file.isSuperseded(line)) continue;
    const record = file.record(line);
    if (record.kind === "http") {
      found.push({ line, record, ...compareSegments(requestSegments(record, lenses), wanted) });
    }
  }
  return found.sort((a, b) => a.distance - b.distance).slice(0, MOST_SHOWN).map(nearOf);
}

function nearOf({ line, record, pairs }: Found): Near {
  const segments = pairs.map(toldPair);
  const first = segments.find(({ equal }) => !equal)?.difference;
  const { pointer = "", recorded = "", requested = "" } = first ?? {};
  const summary = summaryOf(segments);
  return {
    near: { key: record.key, line: line + 2, pointer, recorded, requested, summary, segments },
    url: record.request.url,
  };
}

import type { JsonValue } from "../spec/mod.ts";
import { bodyContent } from "./body.ts";
import { CassetteMissError, type NearRecording } from "./cassette_miss_error.ts";
import type { TapeFile } from "./_tape_file.ts";
import { recordedRequest, type TapeRequest } from "./_request.ts";
import type { RecordedBody, RecordedRequest } from "./interaction.ts";

const MOST_SHOWN = 3;
const SHOWN_CHARS = 60;

interface Difference {
  readonly pointer: string;
  readonly recorded: JsonValue | undefined;
  readonly requested: JsonValue | undefined;
}

/** The error that tells which request was not found, why, and what stands nearest to it on the tape. */
export function explainMiss(
  file: TapeFile,
  request: TapeRequest,
  key: string,
  scope: string | undefined,
): CassetteMissError {
  const what = `Cannot replay ${request.method} ${request.url} as it is not on the tape "${file.path}": key is ${key}`;
  const played = file.count(key);
  if (played > 0) {
    return new CassetteMissError(`${what}. All its ${played} recordings have been played already`, key, []);
  }
  const nearest = nearestRecordings(file, recordedRequest(request), scope);
  const lines = nearest.map((near) =>
    `\n  line ${near.line}: ${near.pointer} was ${near.recorded}, is ${near.requested}`
  );
  const hint = nearest.length === 0 ? ". The tape is empty" : `. The nearest recordings:${lines.join("")}`;
  return new CassetteMissError(what + hint, key, nearest);
}

function nearestRecordings(file: TapeFile, wanted: RecordedRequest, scope: string | undefined): NearRecording[] {
  const target = comparable(wanted, scope);
  const found: { distance: number; near: NearRecording }[] = [];
  for (let line = 0; line < file.length; line++) {
    if (file.isSuperseded(line)) continue;
    const record = file.record(line);
    if (record.kind !== "http") continue;
    const differences: Difference[] = [];
    compare(comparable(record.request, record.scope), target, "", differences);
    const first = differences[0] ?? { pointer: "/scope", recorded: record.scope ?? null, requested: scope ?? null };
    found.push({
      distance: differences.reduce((sum, difference) => sum + weight(difference), 0),
      near: { key: record.key, line: line + 2, pointer: first.pointer, ...shownPair(first) },
    });
  }
  return found.sort((a, b) => a.distance - b.distance).slice(0, MOST_SHOWN).map(({ near }) => near);
}

function comparable(request: RecordedRequest, scope: string | undefined): JsonValue {
  const { method, url, headers } = request;
  return { method, url, headers: { ...headers }, body: bodyValue(request.body), scope: scope ?? null };
}

function bodyValue(body: RecordedBody): JsonValue {
  if (body !== null && "json" in body) return body.json;
  const content = bodyContent(body);
  if (typeof content !== "string") return `${content.length} bytes`;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

/** Another server or path is further away than another field, and another scope is nearest of all. */
function weight({ pointer }: Difference): number {
  if (pointer === "/url" || pointer === "/method") return 1000;
  if (pointer === "/body/model") return 100;
  return pointer === "/scope" ? 0.5 : 1;
}

function compare(
  recorded: JsonValue | undefined,
  requested: JsonValue | undefined,
  pointer: string,
  into: Difference[],
): void {
  if (recorded === requested) return;
  const nested = typeof recorded === "object" && typeof requested === "object" && recorded !== null &&
    requested !== null &&
    recorded !== undefined && requested !== undefined && Array.isArray(recorded) === Array.isArray(requested);
  if (!nested) {
    into.push({ pointer, recorded, requested });
    return;
  }
  const a = recorded as { [key: string]: JsonValue };
  const b = requested as { [key: string]: JsonValue };
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    compare(own(a, key), own(b, key), `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, into);
  }
}

function own(object: { [key: string]: JsonValue }, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Long texts are shown from shortly before the place where they part. */
function shownPair({ recorded, requested }: Difference): { recorded: string; requested: string } {
  const a = JSON.stringify(recorded) ?? "absent";
  const b = JSON.stringify(requested) ?? "absent";
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = a.length <= SHOWN_CHARS && b.length <= SHOWN_CHARS ? 0 : Math.max(0, same - SHOWN_CHARS / 3);
  const show = (text: string) =>
    (from > 0 ? "…" : "") + text.slice(from, from + SHOWN_CHARS) + (text.length > from + SHOWN_CHARS ? "…" : "");
  return { recorded: show(a), requested: show(b) };
}

import { UserError } from "../../base/mod.ts";
import { type CassetteHeader, type InteractionDescription, requestIdentity } from "../../cassette/mod.ts";
import { describeInteractions, listRecords } from "../../recording/mod.ts";
import { isDeterministic, promptOf } from "./_request_facts.ts";
import { type Sample, type SampleContext, sampleOf } from "./_sample.ts";

/** One request with all its recordings on one tape. */
export interface RecordedRequest {
  /** A hash of what was asked. */
  readonly request: string;
  readonly endpoint: string;
  readonly model: string | null;
  readonly name: string;
  readonly prompt: string;
  readonly deterministic: boolean;
  /** Under these its recordings are found on their tape. */
  readonly keys: Set<string>;
  readonly samples: Sample[];
}

/** How a tape is read. */
export interface TapeReading extends SampleContext {
  /** JSON Pointers of both tapes and of the caller. */
  readonly ignore: readonly string[];
  /** Only what this run recorded; `undefined`: all. */
  readonly run: string | undefined;
  /** From the names on this tape to those of the other. */
  readonly map: { readonly [name: string]: string };
}

/** A tape's requests, by what was asked. */
export interface TapeRequests {
  readonly path: string;
  readonly header: CassetteHeader;
  readonly requests: Map<string, RecordedRequest>;
}

/**
 * The requests of a tape. Of each recording only what is compared stays in memory.
 * @throws {UserError} when the tape cannot be read, or has no recorded call.
 */
export function readTape(path: string, header: CassetteHeader, reading: TapeReading): TapeRequests {
  const { run } = reading;
  const requests = new Map<string, RecordedRequest>();
  for (const description of interactionsOf(path)) {
    if (run !== undefined && description.record.run !== run) continue;
    const url = mappedUrl(description.record.request.url, reading.map);
    const request = requestIdentity(description.record, { ignore: reading.ignore, url });
    let known = requests.get(request);
    if (known === undefined) requests.set(request, known = recordedRequest(request, description, { url, reading }));
    known.keys.add(description.record.key);
    known.samples.push(sampleOf(description, reading));
  }
  if (requests.size === 0) {
    const what = run === undefined
      ? "no recorded call"
      : `no call that the run "${run}" recorded (of what a run replayed, name the cassette itself)`;
    throw new UserError(`Cannot measure drift as the cassette has ${what}: current value is "${path}"`);
  }
  for (const { samples } of requests.values()) samples.sort(byPlace);
  return { path, header, requests };
}

/** None where there is none; a tape that cannot be read is an error. */
function* interactionsOf(path: string): Generator<InteractionDescription> {
  let isFound = false;
  try {
    for (const description of describeInteractions(path, {})) {
      isFound = true;
      yield description;
    }
  } catch (error) {
    if (isFound || listRecords(path).some(({ interaction }) => interaction !== null)) throw error;
  }
}

function recordedRequest(
  request: string,
  description: InteractionDescription,
  { url, reading: { map } }: { readonly url: string; readonly reading: TapeReading },
): RecordedRequest {
  const { facts } = description;
  const { model, method } = facts;
  const place = Object.hasOwn(map, facts.endpoint) ? map[facts.endpoint] : originOf(url) ?? facts.endpoint;
  return {
    request,
    endpoint: model === null || place.includes("@") ? place : `${model} ${place}`,
    model,
    name: `${method} ${url}`,
    prompt: promptOf(description),
    deterministic: isDeterministic(description),
    keys: new Set(),
    samples: [],
  };
}

/** `gpt@openai` of `{gpt@openai}/chat/completions`; `null` where the URL names none. */
function originOf(url: string): string | null {
  return /^\{([^}]*)\}/.exec(url)?.[1] ?? null;
}

/** The URL with the name that the endpoint has on the other tape. */
function mappedUrl(url: string, map: { readonly [name: string]: string }): string {
  const name = originOf(url);
  if (name !== null) return Object.hasOwn(map, name) ? `{${map[name]}}${url.slice(name.length + 2)}` : url;
  const start = Object.keys(map).filter((one) => url.startsWith(one)).sort((a, b) => b.length - a.length)[0];
  return start === undefined ? url : map[start] + url.slice(start.length);
}

/** An order that does not depend on that of the lines. */
export function byPlace(a: Sample, b: Sample): number {
  return order(a.scope ?? "", b.scope ?? "") || order(a.at, b.at) || order(content(a), content(b));
}

function content({ digest, status, failure, latencyMs, ttftMs, headers }: Sample): string {
  return JSON.stringify([digest, status, failure, latencyMs, ttftMs, [...headers]]);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

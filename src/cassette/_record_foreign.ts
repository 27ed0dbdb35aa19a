import { FetchedResponse, utf8Text } from "../base/mod.ts";
import type { CallNote, NotedFetch } from "../spec/mod.ts";
import type { ForeignExchange, ForeignResponse } from "./exchange_formats/mod.ts";
import type { ExchangeOfFile, ImportNotice, ImportOptions } from "./import_cassette.ts";
import { openTape } from "./open_cassette.ts";
import type { Tape } from "./tape.ts";

/** When a recording was made of which nothing is known: it is older than any other. */
const UNKNOWN_TIME = "1970-01-01T00:00:00.000Z";

/** What came of recording foreign exchanges. */
export interface RecordedForeign {
  readonly interactions: number;
  readonly reconstructed: number;
  readonly undated: number;
  readonly refused: readonly ImportNotice[];
}

/**
 * Record exchanges from files as if they were made now: a tape in front of a network that answers from the files. What
 * redacts, keys and writes them is therefore the tape itself.
 */
export async function recordForeign(
  exchanges: readonly ExchangeOfFile[],
  path: string,
  options: ImportOptions,
): Promise<RecordedForeign> {
  const { secrets, env, lenses, endpoints, ignore, clock } = options;
  const answers = new WeakMap<CallNote, ForeignExchange>();
  const network: NotedFetch = (_url, init) => answer(answers.get(init!.note!)!, init!.note!);
  const given = { secrets, env, lenses, endpoints, ignore, clock };
  const isGiven = ([, value]: [string, unknown]) => value !== undefined;
  // Nothing goes live here, whatever CI says.
  const tapeOptions = { ...Object.fromEntries(Object.entries(given).filter(isGiven)), mode: "record", ci: "" } as const;
  const tape = await openTape(path, tapeOptions, network);
  try {
    const recorded = await recordAll(tape, exchanges, { options, answers });
    await tape.close();
    return recorded;
  } catch (error) {
    // What went wrong first says more than that the tape does not close.
    await tape.close().catch(() => {});
    throw error;
  }
}

async function recordAll(
  tape: Tape,
  exchanges: readonly ExchangeOfFile[],
  { options, answers }: { options: ImportOptions; answers: WeakMap<CallNote, ForeignExchange> },
): Promise<RecordedForeign> {
  const counts = { interactions: 0, reconstructed: 0, undated: 0 };
  const refused: ImportNotice[] = [];
  const stored: (Promise<void> | undefined)[] = [];
  const times = new InexactTimes(options.recordedAt ?? UNKNOWN_TIME);
  for (const { path, exchange } of exchanges) {
    const { scope, endpoint, place, response } = exchange;
    const date = dateHeader(response);
    const note: CallNote = {
      ...(scope === undefined ? {} : { scope }),
      ...(endpoint === undefined ? {} : { endpoint }),
      caller: {},
      startedAt: exchange.at ?? times.next(date),
    };
    answers.set(note, exchange);
    await call(tape, exchange, { note, headers: options.headers ?? {} });
    stored.push(note.stored);
    if (note.unrecordable !== undefined) {
      refused.push({ path, place, reason: note.unrecordable });
      continue;
    }
    counts.interactions++;
    if (exchange.at === null && date === null) counts.undated++;
    if (response?.reconstructed === true) counts.reconstructed++;
  }
  await Promise.all(stored);
  return { ...counts, refused };
}

/**
 * Times that tell the second at best, or nothing. What is known within them is the order of the recordings, and their
 * milliseconds keep it: the same answer, given twice, is then not taken for one that was written twice.
 */
class InexactTimes {
  readonly #otherwise: string;
  readonly #counts = new Map<string, number>();

  constructor(otherwise: string) {
    this.#otherwise = otherwise;
  }

  next(date: string | null): string {
    const time = date ?? this.#otherwise;
    const count = this.#counts.get(time) ?? 0;
    this.#counts.set(time, count + 1);
    return new Date(Date.parse(time) + count).toISOString();
  }
}

async function call(
  tape: Tape,
  { request: { method, url, headers, body }, failure }: ForeignExchange,
  { note, headers: added }: { note: CallNote; headers: { readonly [name: string]: string } },
): Promise<void> {
  const init = {
    method,
    headers: [...headersOf([...headers, ...Object.entries(added)])],
    // A `fetch` that is given text takes a body with any method.
    body: utf8Text(body) ?? body,
    note,
  };
  try {
    const response = await tape.fetch(url, init);
    for await (const _chunk of response.body ?? []);
  } catch (error) {
    // It is on the tape, as it is in the file.
    if (failure === undefined) throw error;
  }
}

/** The network's part: the answer that stands in the file, and in the note what the network would have noted. */
function answer({ request, response, failure }: ForeignExchange, note: CallNote): Promise<Response> {
  note.source = "live";
  if (failure !== undefined) note.failure = failure;
  if (response === undefined) return Promise.reject(new TypeError(failure!.message));
  const { status, statusText, headers, headersMs, cuts } = response;
  note.headersMs = headersMs;
  note.cuts = [...cuts];
  if (response.reconstructed) note.reconstructed = true;
  const answered = new FetchedResponse(bodyStream(response, failure?.message), {
    status,
    statusText: /^[\t\x20-\x7e\x80-\xff]*$/.test(statusText) ? statusText : "",
    headers: headersOf(headers),
    url: request.url,
    redirected: false,
  });
  if (answered.body === null) note.cuts = [];
  return Promise.resolve(answered);
}

function bodyStream({ body, cuts }: ForeignResponse, failure: string | undefined): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (next < cuts.length) {
        const [start] = cuts[next++];
        controller.enqueue(body.subarray(start, cuts[next]?.[0] ?? body.length));
      } else if (failure === undefined) controller.close();
      else controller.error(new TypeError(failure));
    },
  }, { highWaterMark: 0 });
}

/** The headers that a `fetch` can carry; those above Latin-1 as the bytes of their UTF-8, as they came over the wire. */
function headersOf(pairs: Iterable<readonly [string, string]>): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    const bytes = /[^\0-\xff]/.test(value) ? Array.from(new TextEncoder().encode(value)) : null;
    try {
      headers.append(name, bytes === null ? value : String.fromCharCode(...bytes));
    } catch {
      // No client can have seen it.
    }
  }
  return headers;
}

function dateHeader(response: ForeignResponse | undefined): string | null {
  const value = response?.headers.find(([name]) => name.toLowerCase() === "date")?.[1];
  const date = new Date(value ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

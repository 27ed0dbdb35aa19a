import { decodeBody, encodeBody } from "../body.ts";
import { recordedKey } from "../_recorded_key.ts";
import type { CassetteHeader, Interaction, RecordedResponse, TapeRecord } from "../interaction.ts";
import { decisionKey } from "../key.ts";
import type { Redactor } from "./redactor.ts";

/** The lines of a cassette without its credentials. Keys are derived again: requests that differed in a credential are one. */
export class TapeScrubber {
  readonly #redactor: Redactor;
  readonly #header: CassetteHeader;
  /** What became of each key: others tell of ids by it. */
  readonly #keys = new Map<string, string>();

  constructor(header: CassetteHeader, redactor: Redactor) {
    this.#header = header;
    this.#redactor = redactor;
  }

  /** A record's line; the same text where nothing is replaced. */
  line(text: string): string {
    const record: TapeRecord = JSON.parse(text);
    const clean = record.kind === "http" ? this.#interaction(record) : this.#decision(record);
    const line = JSON.stringify(clean);
    return line === JSON.stringify(record) ? text : line;
  }

  #decision(record: TapeRecord & { kind: "decision" }): TapeRecord {
    const clean = this.#redactor.json(record as never) as unknown as typeof record;
    return { ...clean, key: decisionKey(clean.scope, clean.name) };
  }

  #interaction(record: Interaction): Interaction {
    const { request, response, bound, ...others } = record;
    const clean = this.#redactor.json(others as never) as unknown as typeof others;
    // What a request has the answer repeats.
    const body = decodeBody(request.body);
    const redactor = this.#redactor.withThoseIn(body, request.url, ...Object.values(request.headers));
    const cleanRequest = {
      ...request,
      url: redactor.text(request.url),
      headers: textsOf(request.headers, redactor),
      body: encodeBody(cleanBody(body, request.headers["content-encoding"], redactor)),
    };
    const ids = bound && Object.fromEntries(Object.entries(bound).map(([at, id]) => [at, this.#newId(id)]));
    // Where a function made the keys, they stay.
    const key = recordedKey({ request: cleanRequest, scope: clean.scope, bound: ids }, this.#header) ?? record.key;
    this.#keys.set(record.key, key);
    const { scope, run, endpoint, at, caller, ...ending } = clean;
    return {
      ...ordered({ ...ending, key }, { scope, run, endpoint, at, caller, bound: ids }),
      request: cleanRequest,
      ...(response === undefined ? {} : { response: scrubbedResponse(response, redactor) }),
      ...(ending.failure === undefined ? {} : { failure: ending.failure }),
      ...(ending.unrecordable === undefined ? {} : { unrecordable: ending.unrecordable }),
      ...(ending.answered === undefined ? {} : { answered: ending.answered }),
    };
  }

  #newId(id: string): string {
    const end = id.indexOf("/");
    return (this.#keys.get(id.slice(0, end)) ?? id.slice(0, end)) + id.slice(end);
  }
}

/** The fields in front of a request, in the order of the format. */
function ordered(
  { key, replaces, kind }: Pick<Interaction, "key" | "replaces" | "kind">,
  others: Pick<Interaction, "at"> & { readonly [name: string]: unknown },
) {
  const present = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return { key, ...(replaces ? { replaces } : {}), kind, ...present } as Omit<Interaction, "request">;
}

function scrubbedResponse(response: RecordedResponse, redactor: Redactor): RecordedResponse {
  const { bytes, cuts } = redactor.body(decodeBody(response.body), response.cuts);
  return {
    ...response,
    statusText: redactor.text(response.statusText),
    ...(response.url === undefined ? {} : { url: redactor.text(response.url) }),
    headers: textsOf(response.headers, redactor),
    cuts,
    ...(response.bytes === undefined ? {} : { bytes: bytes.length }),
    body: encodeBody(bytes),
  };
}

function cleanBody(body: Uint8Array, contentEncoding: string | undefined, redactor: Redactor): Uint8Array {
  const encoded = contentEncoding === undefined ? null : redactor.encodedBody(body, contentEncoding);
  return (encoded ?? redactor.body(body, [])).bytes;
}

function textsOf(texts: { readonly [name: string]: string }, redactor: Redactor): { [name: string]: string } {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, redactor.text(text)]));
}

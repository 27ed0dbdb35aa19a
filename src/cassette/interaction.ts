import type { CallerFacts, Cut, JsonValue, TransportFailure } from "../spec/mod.ts";

/** The version of the file format that this code writes. */
export const FORMAT_VERSION = 1;

/** The first line of a cassette. */
export interface CassetteHeader {
  readonly tapedeck: number;
  /** RFC 3339, UTC. */
  readonly created: string;
  /** The program that made the file: `tapedeck/0.1.0`. */
  readonly recorder: string;
  /** The version of the redaction rules that its interactions went through. */
  readonly redaction: number;
  /** JSON Pointers to fields of request bodies that do not count for the key. */
  readonly ignore?: readonly string[];
}

/**
 * A body, exactly: `json` where printing the parsed value gives the same bytes back, else `text` where it is UTF-8,
 * else `base64`. `null` is a body of no bytes.
 */
export type RecordedBody =
  | { readonly json: JsonValue }
  | { readonly text: string }
  | { readonly base64: string }
  | null;

/** A request as it stands on the tape: redacted, and with the endpoint's name in place of its base URL. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: RecordedBody;
}

/** A response as it stands on the tape. */
export interface RecordedResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: { readonly [name: string]: string };
  /** Milliseconds from the hand-over of the request to the headers. */
  readonly headersMs: number;
  /** Where the chunks of the body begin and when they came. */
  readonly cuts: readonly Cut[];
  readonly body: RecordedBody;
}

/** One recorded request with its response, its transport failure, or both where the body broke off. */
export interface Interaction {
  readonly key: string;
  /** The recordings of this key on the lines above no longer count: a later session recorded it anew. */
  readonly replaces?: true;
  readonly kind: "http";
  readonly scope?: string;
  readonly run?: string;
  readonly endpoint?: string;
  /** When the request was handed over. RFC 3339, UTC. */
  readonly at: string;
  readonly caller?: CallerFacts;
  readonly request: RecordedRequest;
  readonly response?: RecordedResponse;
  readonly failure?: TransportFailure;
}

/** All that playing an interaction needs. */
export type Playable = Omit<Interaction, "request">;

/** Something that depended on time or on other cells, decided once and read back by every replay. */
export interface DecisionRecord {
  readonly key: string;
  readonly replaces?: true;
  readonly kind: "decision";
  readonly scope: string;
  readonly name: string;
  readonly run?: string;
  readonly at: string;
  readonly choice: JsonValue;
  readonly reason: string;
}

/** Any line behind the header. */
export type TapeRecord = Interaction | DecisionRecord;

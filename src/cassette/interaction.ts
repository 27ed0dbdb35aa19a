import type { BilledAnswer, CallerFacts, Cut, JsonValue, TransportFailure } from "../spec/mod.ts";

/** The version of the file format that this code writes. It reads all versions up to this one. */
export const FORMAT_VERSION = 2;

/** The first line of a cassette. */
export interface CassetteHeader {
  /** The version of the file format; a newer one than the reader's is refused. */
  readonly tapedeck: number;
  /** RFC 3339, UTC. */
  readonly created: string;
  /** The program that made the file: `tapedeck/0.1.0`. */
  readonly recorder: string;
  /** The version of the redaction rules that its interactions went through. */
  readonly redaction: number;
  /** JSON Pointers to fields of request bodies that do not count for the key. */
  readonly ignore?: readonly string[];
  /** The name of the function that made the bodies of the keys: they cannot be derived again without it. */
  readonly matcher?: string;
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
  /** In capitals. */
  readonly method: string;
  /** `{gpt@openai}/chat/completions`; an origin that no endpoint names stays in it. */
  readonly url: string;
  /** Those on the allow-list, under lower-case names. */
  readonly headers: { readonly [name: string]: string };
  /** As it was sent, with its secrets replaced. */
  readonly body: RecordedBody;
}

/** A response as it stands on the tape. */
export interface RecordedResponse {
  /** From 101 to 999: servers make up their own. */
  readonly status: number;
  /** As `fetch` gave it, with its secrets replaced. */
  readonly statusText: string;
  /** Where redirects led to, written as a request's URL; absent where none was followed. */
  readonly url?: string;
  /** Those on the allow-list, under lower-case names, with their secrets replaced. */
  readonly headers: { readonly [name: string]: string };
  /** Milliseconds from the hand-over of the request to the headers. */
  readonly headersMs: number;
  /** Where the chunks of the body begin and when they came. */
  readonly cuts: readonly Cut[];
  /** How many bytes the body has: a body of another length was changed by another program. */
  readonly bytes?: number;
  /** The body's bytes were made again from a parsed body: another program had recorded no more. */
  readonly reconstructed?: true;
  /** All bytes that came, also when it broke off, with their secrets replaced. */
  readonly body: RecordedBody;
}

/**
 * One recorded request with its response, its transport failure, or both where the body broke off; or with neither,
 * where an answer came and could not be kept.
 */
export interface Interaction {
  /** What `requestKey` gives for the request and the scope. */
  readonly key: string;
  /** The recordings of this key on the lines above no longer count: a later session recorded it anew. */
  readonly replaces?: true;
  /** Tells it from a decision. */
  readonly kind: "http";
  /** What made the key its caller's own: `cell_…/1`. */
  readonly scope?: string;
  /** The run that paid for it. */
  readonly run?: string;
  /** The endpoint's name, which stands in the URL unless it has no base URL; absent where no endpoint is known. */
  readonly endpoint?: string;
  /** When the request was handed over. RFC 3339, UTC. */
  readonly at: string;
  /** Absent when the caller noted nothing. */
  readonly caller?: CallerFacts;
  /**
   * Ids in this request that recorded answers made, by JSON Pointer, and in place of each what the key is derived from:
   * `{"/messages/2/tool_call_id":"key_…/0/1"}`.
   */
  readonly bound?: { readonly [pointer: string]: string };
  /** All that the key is derived from, but for the scope. */
  readonly request: RecordedRequest;
  /** Absent when none came. */
  readonly response?: RecordedResponse;
  /** Absent when the response came whole. */
  readonly failure?: TransportFailure;
  /** Why the answer was not kept; in place of response and failure. */
  readonly unrecordable?: string;
  /** What the answer that was not kept is billed by; absent when no response came. */
  readonly answered?: BilledAnswer;
}

/** All that playing an interaction needs. */
export type Playable = Omit<Interaction, "request">;

/** Something that depended on time or on other cells, decided once and read back by every replay. */
export interface DecisionRecord {
  /** What `decisionKey` gives for the scope and the name. */
  readonly key: string;
  /** As of an interaction. */
  readonly replaces?: true;
  /** Tells it from an interaction. */
  readonly kind: "decision";
  /** What the decision is about. */
  readonly scope: string;
  /** Which of the decisions about it this is. */
  readonly name: string;
  /** The run that made it. */
  readonly run?: string;
  /** When it was made. RFC 3339, UTC. */
  readonly at: string;
  /** What a replay reads back, with its secrets replaced. */
  readonly choice: JsonValue;
  /** For people, with its secrets replaced. */
  readonly reason: string;
}

/** Any line behind the header. */
export type TapeRecord = Interaction | DecisionRecord;

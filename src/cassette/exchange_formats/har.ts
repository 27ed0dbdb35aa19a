import type { Cut, TransportFailure } from "../../spec/mod.ts";

/** A name with its value: a header, or a parameter of a URL. */
export interface HarPair {
  /** As it was sent. */
  readonly name: string;
  /** Decoded, where it is a parameter. */
  readonly value: string;
}

/** One event of a stream, as Chromium writes it. */
export interface HarEventSourceMessage {
  /** Seconds since 1970. */
  readonly time: number;
  /** `message` where the stream names none. */
  readonly eventName: string;
  /** Empty where the stream gives none. */
  readonly eventId: string;
  /** The lines of the event's data, joined. */
  readonly data: string;
}

/** What an exported entry has beyond HAR, so that it can be imported as it was. Programs that do not know it pass it over. */
export interface HarTapedeck {
  /** The key on the tape. */
  readonly key: string;
  /** What made the key its caller's own. */
  readonly scope?: string;
  /** The name that stood in the URL in place of a base URL. */
  readonly endpoint?: string;
  /** Milliseconds from the hand-over of the request to the headers. */
  readonly headersMs?: number;
  /** Where the chunks of the body begin and when they came. */
  readonly cuts?: readonly Cut[];
  /** Whether the body was made again from a parsed one. */
  readonly reconstructed?: true;
  /** What broke the call off. */
  readonly failure?: TransportFailure;
  /** Why the answer was not kept. */
  readonly unrecordable?: string;
}

/** A request in a HAR. */
export interface HarRequest {
  /** In capitals. */
  readonly method: string;
  /** Absolute, with the base URL of its endpoint. */
  readonly url: string;
  /** Always `HTTP/1.1`: the tape does not keep it. */
  readonly httpVersion: string;
  /** Always empty: a tape has none. */
  readonly cookies: readonly never[];
  /** Those that the tape keeps. */
  readonly headers: readonly HarPair[];
  /** The parameters of the URL, decoded. */
  readonly queryString: readonly HarPair[];
  /** Absent when there is no body; `_encoding` marks bytes that are no text. */
  readonly postData?: { readonly mimeType: string; readonly text: string; readonly _encoding?: "base64" };
  /** Always -1: unknown. */
  readonly headersSize: number;
  /** In bytes. */
  readonly bodySize: number;
}

/** A response in a HAR. */
export interface HarResponse {
  /** 0 when none came. */
  readonly status: number;
  /** Empty when none came. */
  readonly statusText: string;
  /** As of the request. */
  readonly httpVersion: string;
  /** Always empty: a tape has none. */
  readonly cookies: readonly never[];
  /** Those that the tape keeps. */
  readonly headers: readonly HarPair[];
  /** The body as text where it is UTF-8, else in base64. */
  readonly content: {
    readonly size: number;
    readonly mimeType: string;
    readonly text?: string;
    readonly encoding?: "base64";
  };
  /** The header `location`, or empty. */
  readonly redirectURL: string;
  /** Always -1: unknown. */
  readonly headersSize: number;
  /** Always -1: unknown, as the body may have been compressed. */
  readonly bodySize: number;
  /** Why no response came, as Chromium writes it. */
  readonly _error?: string;
}

/** One exchange in a HAR. */
export interface HarEntry {
  /** RFC 3339, UTC. */
  readonly startedDateTime: string;
  /** Milliseconds: the sum of the timings. */
  readonly time: number;
  /** As it stands on the tape. */
  readonly request: HarRequest;
  /** As it stands on the tape. */
  readonly response: HarResponse;
  /** Always empty: nothing is known of a cache. */
  readonly cache: Record<string, never>;
  /** Milliseconds; -1 is unknown. */
  readonly timings: {
    readonly blocked: number;
    readonly dns: number;
    readonly connect: number;
    readonly ssl: number;
    readonly send: number;
    readonly wait: number;
    readonly receive: number;
  };
  /** The events of a stream. */
  readonly _eventSourceMessages?: readonly HarEventSourceMessage[];
  /** What HAR has no place for. */
  readonly _tapedeck: HarTapedeck;
}

/** A HAR 1.2 document. */
export interface Har {
  /** Its only member. */
  readonly log: {
    readonly version: "1.2";
    readonly creator: { readonly name: string; readonly version: string };
    readonly pages: readonly never[];
    readonly entries: readonly HarEntry[];
    readonly comment?: string;
    /** The base URLs of named endpoints. */
    readonly _tapedeck: { readonly endpoints: { readonly [name: string]: string } };
  };
}

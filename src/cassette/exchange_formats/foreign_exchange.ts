import type { Cut, TransportFailure } from "../../spec/mod.ts";
import type { ExchangeFormat } from "./exchange_format.ts";

/** Headers as pairs: a name may stand more than once. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** A request as another program recorded it. */
export interface ForeignRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderPairs;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A response as a client's `fetch` would have seen it: not compressed. */
export interface ForeignResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderPairs;
  /** 0 where the file does not tell. */
  readonly headersMs: number;
  /** One chunk where the file does not tell; none where there is no body. */
  readonly cuts: readonly Cut[];
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the file has a parsed body only, from which the bytes were made again. */
  readonly reconstructed: boolean;
}

/** One recorded exchange of a foreign file, read and decoded. */
export interface ForeignExchange {
  /** Where it stands in the file: `interactions/3`. */
  readonly place: string;
  /** When it was recorded: RFC 3339, UTC; `null` where the file does not tell. */
  readonly at: string | null;
  readonly request: ForeignRequest;
  readonly response?: ForeignResponse | undefined;
  readonly failure?: TransportFailure | undefined;
  /** What made the request's key its caller's own; only a file that Tapedeck exported has it. */
  readonly scope?: string | undefined;
  /** Which endpoint the request was meant for; only a file that Tapedeck exported has it. */
  readonly endpoint?: string | undefined;
}

/** An entry of a foreign file that is not imported. */
export interface LeftOutEntry {
  /** As of an exchange. */
  readonly place: string;
  /** For people: `request/uri: expected string, received undefined`. */
  readonly reason: string;
}

/** What a foreign file holds. */
export interface ForeignFile {
  readonly format: ExchangeFormat;
  /** In the order of the file. */
  readonly exchanges: readonly ForeignExchange[];
  /** Entries that do not hold what they should. */
  readonly broken: readonly LeftOutEntry[];
  /** Entries that are sound and no HTTP exchange: a `data:` URL, the opening of a WebSocket. */
  readonly skipped: readonly LeftOutEntry[];
  /** Damage that changed nothing that is kept, for people. */
  readonly warnings: readonly string[];
  /** The base URLs of named endpoints; only a file that Tapedeck exported has them. */
  readonly endpoints: { readonly [name: string]: string };
}

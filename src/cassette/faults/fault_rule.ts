/** Which calls a rule is about; all that is given must hold. A rule without any is about every call. */
export interface FaultWhen {
  /** The number of the call, from 1: of a sweep the cell's place in the grid, else in the order in which calls are made. */
  readonly call?: number | readonly number[];
  /** Which try of its call, from 1; where the caller does not say, how often the very same was asked. */
  readonly try?: number | readonly number[];
  /** Of 0 to 1, decided by the seed and the call alone, whatever else goes on at the same time. */
  readonly probability?: number;
  /** Who serves the model: `openai`. A `*` stands for any characters, here and below. */
  readonly provider?: string | readonly string[];
  /** `openai/gpt-4o@openai`, where the caller names it. */
  readonly endpoint?: string | readonly string[];
  /** As the endpoint names it or as it stands in the request: `gpt-4o*`. */
  readonly model?: string | readonly string[];
  /** With a `*` the whole scope, else how it begins: `cell_Ab`. */
  readonly scope?: string | readonly string[];
}

/** What goes wrong. Milliseconds are told, and waited for only where the overlay's speed is above 0. */
export type Fault =
  /** Too many requests, in the provider's words; `afterMs` is how long it asks to wait, 1,000 unless given. */
  | { readonly fault: "rate_limit"; readonly afterMs?: number }
  /** 500 unless given, up to 599. */
  | { readonly fault: "server_error"; readonly status?: number }
  /** Too much to do, in the provider's words. */
  | { readonly fault: "overloaded" }
  /** No connection within `afterMs`, 10,000 unless given. */
  | { readonly fault: "connect_timeout"; readonly afterMs?: number }
  /** No response within `afterMs`, 30,000 unless given. */
  | { readonly fault: "first_byte_timeout"; readonly afterMs?: number }
  /** Nothing more behind event `afterEvent` (1 unless given) for `afterMs` (30,000 unless given). */
  | { readonly fault: "idle_timeout"; readonly afterEvent?: number; readonly afterMs?: number }
  /** The connection breaks: before the response unless an event or a byte is given. */
  | { readonly fault: "reset"; readonly afterEvent?: number; readonly atByte?: number }
  /** The body just ends: behind event `afterEvent` (1 unless given), or before the byte `atByte`, counted from 0. */
  | { readonly fault: "truncate"; readonly afterEvent?: number; readonly atByte?: number }
  /** The JSON of event `atEvent` (1 unless given) misses its last bracket. */
  | { readonly fault: "malformed_json"; readonly atEvent?: number }
  /** The event that closes a stream, such as `[DONE]`, does not come. */
  | { readonly fault: "missing_done" }
  /** It comes twice. */
  | { readonly fault: "doubled_done" }
  /** Behind event `afterEvent` (1 unless given) the provider's error comes, and the stream ends. */
  | { readonly fault: "stream_error"; readonly afterEvent?: number }
  /** Events come `msPerEvent` apart or more. */
  | { readonly fault: "slow_drip"; readonly msPerEvent: number };

/** The name of a fault: `rate_limit`. */
export type FaultName = Fault["fault"];

/**
 * A fault, and the calls that it happens to. Events are those of an event stream, or lines of JSON; a body that is
 * neither is one event, behind which nothing can come: it ends before its last byte then.
 */
export type FaultRule = Fault & {
  /** Every call unless given. */
  readonly when?: FaultWhen;
};

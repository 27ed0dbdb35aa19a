/** A number that is drawn for every request: always the same one, or one of a bell curve. Never below `min`, or 0. */
export type Distribution = number | NormalDistribution | LognormalDistribution;

/** Around a mean, to both sides alike. */
export interface NormalDistribution {
  /** Tells it from the other one. */
  readonly kind: "normal";
  /** The middle. */
  readonly mean: number;
  /** Two of three draws are no farther from the mean than this. */
  readonly deviation: number;
  /** Lower draws become this; 0 unless given. */
  readonly min?: number;
  /** Higher draws become this. */
  readonly max?: number;
}

/** With a long tail to the right, as waiting times have it. */
export interface LognormalDistribution {
  /** Tells it from the other one. */
  readonly kind: "lognormal";
  /** Half of the draws are below it. */
  readonly median: number;
  /** Of the draws' logarithm: two of three draws are within the median divided by and times `e ** sigma`. */
  readonly sigma: number;
  /** Lower draws become this; 0 unless given. */
  readonly min?: number;
  /** Higher draws become this. */
  readonly max?: number;
}

/** How long answers take. */
export interface SimulatedLatency {
  /** To the first token, and to the headers; 0 unless given. */
  readonly ttftMs?: Distribution;
  /** Of output, reasoning included; all at once unless given. */
  readonly tokensPerSecond?: Distribution;
}

/** What a call costs, in US dollars as decimal strings. */
export interface SimulatedPrice {
  /** Per input token. */
  readonly inputUsd: string;
  /** Per output token, reasoning included. */
  readonly outputUsd: string;
  /** Per input token that was read from the cache; the input rate unless given. */
  readonly cacheReadUsd?: string;
  /** Per input token that was written to the cache; the input rate unless given. */
  readonly cacheWriteUsd?: string;
  /** Per request; nothing unless given. */
  readonly requestUsd?: string;
  /** Per image in the request, beside its tokens; nothing unless given. */
  readonly imageUsd?: string;
}

/** A parameter that can be refused, in OpenAI's names; `images` is any image in the messages. */
export type SimulatedParameter =
  | "max_tokens"
  | "temperature"
  | "top_p"
  | "top_k"
  | "min_p"
  | "seed"
  | "stop"
  | "frequency_penalty"
  | "presence_penalty"
  | "repetition_penalty"
  | "reasoning_effort"
  | "tools"
  | "tool_choice"
  | "parallel_tool_calls"
  | "response_format"
  | "images";

/** What an endpoint can do. */
export interface SimulatedCapability {
  /** Input and output together; 128,000 unless given. A longer prompt is an error. */
  readonly contextTokens?: number;
  /** The most that one answer has; as much as the context leaves unless given. */
  readonly maxOutputTokens?: number;
  /** A request with one of these is an error. */
  readonly refuses?: readonly SimulatedParameter[];
  /** Whether it thinks before it answers: never, when a request asks for it (unless given), or also unasked. */
  readonly reasoning?: "never" | "asked" | "always";
  /** What an image counts in the prompt; 256 unless given. */
  readonly imageTokens?: number;
  /** Of embeddings: the length of a vector, and the most that a request may ask for; 256 unless given. */
  readonly dimensions?: number;
}

/** What answers are like. */
export interface SimulatedAnswerLaw {
  /** Tokens of a text; around 40 unless given. Requests can cut it short. */
  readonly textTokens?: Distribution;
  /** Tokens of reasoning at medium effort; around 60 unless given. */
  readonly reasoningTokens?: Distribution;
  /** The share of requests with tools that call one where the choice is free, 0 to 1; 1 unless given. */
  readonly toolCallRate?: number;
  /** The share of those that call several at once where that is allowed, 0 to 1; 0.25 unless given. */
  readonly parallelRate?: number;
}

/**
 * What goes wrong. `mid_stream`: an error within a stream, and a server error for who asked for none. `stall`: nothing
 * comes any more, before the headers or behind the first half of a stream, until the client leaves.
 */
export type SimulatedFailureKind =
  | { readonly kind: "rate_limit"; readonly afterMs: number }
  | { readonly kind: "overloaded" }
  | { readonly kind: "server_error"; readonly status?: number }
  | { readonly kind: "mid_stream" }
  | { readonly kind: "reset" }
  | { readonly kind: "malformed" }
  | { readonly kind: "stall"; readonly at: "headers" | "body" };

/** When it goes wrong: in a share of the requests, drawn for each, or in every nth one, in the order in which they come. */
export type SimulatedFailureRate = { readonly probability: number } | { readonly every: number };

/** Bursts: the first `forMs` of every `everyMs`, the first of them `fromMs` (0 unless given) after the server's start. */
export interface SimulatedWindow {
  /** From the beginning of one burst to the beginning of the next. */
  readonly everyMs: number;
  /** How long one lasts. */
  readonly forMs: number;
  /** When the first one begins. */
  readonly fromMs?: number;
}

/** A failure and when it happens: at any time unless a window is given. */
export type SimulatedFailure = SimulatedFailureKind & SimulatedFailureRate & { readonly window?: SimulatedWindow };

/** What is let through; what is more is refused as the format's provider does it. */
export interface SimulatedRateLimit {
  /** In any minute; no limit unless given. */
  readonly requestsPerMinute?: number;
  /** Which minute: the last 60 seconds (unless given), that of the clock, or a bucket that fills evenly. */
  readonly counting?: "sliding" | "fixed" | "bucket";
  /** Requests at once, to the last byte of their answers; no limit unless given. */
  readonly concurrency?: number;
}

/** Prompts that begin as an earlier one did, to the end of a message, are read from the cache. */
export interface SimulatedCache {
  /** A shorter beginning is not kept; 1024 unless given. */
  readonly minTokens?: number;
  /** From when it was last read; five minutes unless given. */
  readonly lifetimeMs?: number;
  /** Whether what is newly kept is counted as written, as Anthropic bills it; no unless given. */
  readonly countsWrites?: boolean;
}

/** A model that does not exist, and the laws that its answers follow. What is not given is as good as can be. */
export interface SimulatedEndpoint {
  /** What a request calls it by: `simulated/steady`. */
  readonly model: string;
  /** For people. */
  readonly description?: string;
  /** What it makes; chats unless given. */
  readonly kind?: "chat" | "embedding";
  /** At once unless given. */
  readonly latency?: SimulatedLatency;
  /** Nothing is said of a cost unless given. */
  readonly price?: SimulatedPrice;
  /** Everything unless given. */
  readonly capability?: SimulatedCapability;
  /** Of middling length unless given. */
  readonly answer?: SimulatedAnswerLaw;
  /** The first that applies happens; none unless given. */
  readonly failures?: readonly SimulatedFailure[];
  /** No limit unless given. */
  readonly rateLimit?: SimulatedRateLimit;
  /** None unless given. */
  readonly cache?: SimulatedCache;
}

import { type PlainFetch, stampedFetch } from "../../base/mod.ts";
import { formatOf } from "../../provider/mod.ts";
import type {
  CallNote,
  CallTry,
  ChatRequest,
  Clock,
  Endpoint,
  EndpointKey,
  ErrorKind,
  ModelKey,
  Price,
} from "../../spec/mod.ts";
import { exchange, type ExchangeResult, withTimeout } from "../../transport/mod.ts";
import type { ProbeSent } from "../../transport/health/mod.ts";
import { CallTries } from "./_call_tries.ts";
import type { HealthSubject } from "./health_subjects.ts";

/** How a model is asked for one token. */
export interface ProbeByCallOptions {
  /** Which model. */
  readonly model: ModelKey;
  /** What the provider calls it; as its row makes it of the key unless given. */
  readonly wireModel?: string;
  /** The way to the network, and never a tape's. */
  readonly fetch: PlainFetch;
  /** Of the limit. */
  readonly clock: Clock;
  /** To the last byte; 30,000 unless given. */
  readonly timeoutMs?: number;
  /** Ends it; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Told of the key that goes with it, before it is sent. */
  readonly onSent?: (sent: ProbeSent) => void;
  /** What the endpoint charges; unknown unless given. */
  readonly priceOf?: (endpoint: Endpoint) => Promise<Price | null>;
  /** Told of the try as ledgers keep it, also where it was called off, and not where nothing was sent. */
  readonly onTry?: (row: CallTry) => void;
}

/** What came of it. */
export interface CallProbe {
  /** Which endpoint was called. */
  readonly endpoint: EndpointKey;
  /** `null`: it answered. */
  readonly errorKind: ErrorKind | null;
  /** Why it did not; `null` where it did. The key is not in it. */
  readonly reason: string | null;
  /** To the last byte; `null`: none came. */
  readonly latencyMs: number | null;
  /** To the first token; `null`: none came. */
  readonly ttftMs: number | null;
  /** As the provider counted them; `null` is unknown. */
  readonly outputTokens: number | null;
}

const TIMEOUT_MS = 30_000;
const QUESTION: ChatRequest = { messages: [{ role: "user", content: "Hi" }], maxTokens: 1, stream: true };
/** The name of all such calls in a ledger. */
const SCOPE = "provider health";

/**
 * Ask a provider's model for one token: that tells what no cheap address does, that key, model and account work. It is
 * paid. What is wrong comes back.
 *
 * @throws {UserError} when nobody knows where its server is; the signal's reason.
 */
export async function probeByCall(subject: HealthSubject, options: ProbeByCallOptions): Promise<CallProbe> {
  const { model, wireModel, clock, timeoutMs = TIMEOUT_MS, signal } = options;
  const bare = subject.endpoint({ model, ...(wireModel === undefined ? {} : { wireModel }) });
  const endpoint = { ...bare, price: await options.priceOf?.(bare) ?? null };
  const { client, wire } = subject.kind;
  const { provider, credential, baseUrl } = endpoint;
  if (credential !== null) options.onSent?.({ credential, provider, host: new URL(baseUrl).host });
  const note: CallNote = { caller: {} };
  const call = new CallTries({ callId: crypto.randomUUID(), scope: SCOPE, clock });
  const tries = call.at(endpoint, QUESTION);
  let result: ExchangeResult | null = null;
  try {
    result = await tries.around(note, () =>
      exchange(QUESTION, endpoint, {
        wire: client !== undefined && endpoint.wire === wire ? client : formatOf(subject.kind, endpoint.wire),
        fetch: tries.watching(withTimeout(stampedFetch(options.fetch, clock), { clock, totalMs: timeoutMs })),
        note,
        ...(signal === undefined ? {} : { signal }),
      }));
  } finally {
    tries.end(result === null ? null : [result]);
    for (const row of call.rows) options.onTry?.(row);
  }
  return { endpoint: endpoint.key, ...found(result.outcome) };
}

function found(outcome: ExchangeResult["outcome"]): Omit<CallProbe, "endpoint"> {
  if (!outcome.ok) {
    const { kind, message, latencyMs } = outcome.failure;
    return { errorKind: kind, reason: message, latencyMs, ttftMs: null, outputTokens: null };
  }
  const { timing, usage } = outcome.completion;
  return {
    errorKind: null,
    reason: null,
    latencyMs: timing.latencyMs,
    ttftMs: timing.ttftMs,
    outputTokens: usage.outputTokens,
  };
}

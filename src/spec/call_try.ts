import type { Attempt } from "./attempt.ts";
import type { ModelKey } from "./endpoint.ts";

/**
 * One HTTP try of a call by itself, which is no cell of a run, failed ones too. What was asked and answered is not in it.
 * Times are RFC 3339 in UTC, unknown is `null`.
 */
export interface CallTry extends
  Pick<
    Attempt,
    | "endpoint"
    | "model"
    | "provider"
    | "status"
    | "errorKind"
    | "httpStatus"
    | "inputTokens"
    | "cacheReadTokens"
    | "cacheWriteTokens"
    | "outputTokens"
    | "reasoningTokens"
    | "costUsd"
    | "costSource"
    | "ttftMs"
    | "latencyMs"
    | "outputTps"
    | "source"
    | "startedAt"
  > {
  /** Of this call alone, whatever else was asked under the same name. */
  readonly callId: string;
  /** From 1, over all endpoints that were asked for the call. */
  readonly try: number;
  /** The name that the caller gave the call, or a hash of what was asked: the one of its route. */
  readonly scope: string;
  /** Whether it was paid for: it was sent, and taken. */
  readonly billed: boolean;
}

/** Which tries of calls by themselves are asked for; what is absent does not matter. */
export interface CallFilter {
  /** Those of one call. */
  readonly callId?: string;
  /** Those of calls of this name. */
  readonly scope?: string;
  /** Those at endpoints of this model. */
  readonly model?: ModelKey;
  /** No more than so many, from 1. */
  readonly last?: number;
}

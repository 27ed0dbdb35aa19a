import type { JsonValue, Usage, WireLens, WireOutcome } from "../../spec/mod.ts";
import { decodeBody } from "../body.ts";
import type { Interaction, RecordedBody } from "../interaction.ts";
import { modelInUrl } from "../_model_in_url.ts";
import { lensOfInteraction, readAnswer } from "./_read_answer.ts";

/** How a recorded call ended. */
export type CallEnd = "ok" | "failed" | "unrecordable";

/** An interaction in figures: what a table has of it. Unknown is `null`, never 0. */
export interface InteractionFacts {
  /** What `requestKey` gave for it. */
  readonly key: string;
  /** What made the key its caller's own. */
  readonly scope: string | null;
  /** The run that paid for it. */
  readonly run: string | null;
  /** The endpoint's name, else the origin of the URL. */
  readonly endpoint: string;
  /** When the request was handed over. RFC 3339, UTC. */
  readonly at: string;
  /** In capitals. */
  readonly method: string;
  /** With the endpoint's name in place of its base URL. */
  readonly url: string;
  /** As the request names it, else as the answer does. */
  readonly model: string | null;
  /** A response that nothing can read is `ok` where its status is below 400. */
  readonly end: CallEnd;
  /** `null` when no response came. */
  readonly status: number | null;
  /** What went wrong in a word, as the transport or the provider has it: `timeout`, `rate_limited`. */
  readonly failure: string | null;
  /** The same for people. */
  readonly message: string | null;
  /** What the provider counted. */
  readonly usage: Usage | null;
  /** As the provider reported it, in US dollars as a decimal string. */
  readonly reportedCostUsd: string | null;
  /** Milliseconds to the last byte, or to the failure; `null` where an importer found no times in its file. */
  readonly durationMs: number | null;
  /** How many chunks the body came in. */
  readonly chunks: number;
  /** Of the request's body. */
  readonly requestBytes: number;
  /** Of the response's body, as far as it came. */
  readonly responseBytes: number;
}

/** The figures of an interaction, its answer read by the provider's lens where there is one. */
export function interactionFacts(record: Interaction, lenses: readonly WireLens[]): InteractionFacts {
  return factsOf(record, readAnswer(lenses, record), lenses);
}

/** The same where the answer has been read already. */
export function factsOf(
  record: Interaction,
  outcome: WireOutcome | null,
  lenses: readonly WireLens[],
): InteractionFacts {
  const { key, scope, run, at, request, response, failure, unrecordable, answered } = record;
  const wrong = outcome === null || outcome.ok ? null : outcome.failure;
  const billed = answered ?? (outcome?.ok ? outcome.completion : wrong?.billed);
  const status = response?.status ?? answered?.status ?? null;
  const isRefused = outcome === null && status !== null && status >= 400;
  const isFailed = failure !== undefined || wrong !== null || isRefused;
  return {
    key,
    scope: scope ?? null,
    run: run ?? null,
    endpoint: record.endpoint ?? originOf(request.url),
    at,
    method: request.method,
    url: request.url,
    model: requestedModel(record, lenses) ?? (outcome?.ok ? outcome.completion.model : null),
    end: unrecordable !== undefined ? "unrecordable" : isFailed ? "failed" : "ok",
    status,
    failure: unrecordable !== undefined
      ? "unrecordable"
      : failure?.kind ?? wrong?.kind ?? (isRefused ? `HTTP ${status}` : null),
    message: unrecordable ?? failure?.message ?? wrong?.message ?? null,
    usage: billed?.usage ?? null,
    reportedCostUsd: billed?.reportedCostUsd ?? null,
    durationMs: durationOf(record),
    chunks: response?.cuts.length ?? 0,
    requestBytes: decodeBody(request.body).length,
    responseBytes: response?.bytes ?? (response === undefined ? 0 : decodeBody(response.body).length),
  };
}

function durationOf({ response, failure, answered }: Interaction): number | null {
  const toldMs = answered?.latencyMs ?? failure?.atMs;
  if (toldMs !== undefined) return toldMs;
  // No answer comes in no time: what was imported without times has zeros for them.
  return response?.cuts.at(-1)?.[1] || response?.headersMs || null;
}

function originOf(url: string): string {
  return /^\{([^}]*)\}/.exec(url)?.[1] ?? /^[a-z]+:\/\/[^/?#]+/.exec(url)?.[0] ?? url;
}

function requestedModel(record: Interaction, lenses: readonly WireLens[]): string | null {
  const { request } = record;
  const body = bodyJson(request.body);
  const segments = body === undefined ? [] : lensOfInteraction(lenses, record)?.segments(body) ?? [];
  const named = segments.find(({ name }) => name === "model")?.value ?? fieldOf(body, "model");
  if (typeof named === "string") return named;
  return modelInUrl(request.url);
}

function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A body as JSON; `undefined` where it is none. */
export function bodyJson(body: RecordedBody): JsonValue | undefined {
  if (body === null || "base64" in body) return undefined;
  if ("json" in body) return body.json;
  try {
    return JSON.parse(body.text);
  } catch {
    return undefined;
  }
}

import { hash } from "node:crypto";
import { canonicalJson, isTable } from "../../base/mod.ts";
import { type InteractionDescription, otherChoices } from "../../cassette/mod.ts";
import { costOf } from "../../catalog/cost/mod.ts";
import type { Completion, JsonValue, Price, ToolCall } from "../../spec/mod.ts";
import { jsonText, normalisedText } from "./_comparable_text.ts";
import { documentsIn } from "./_documents_in.ts";
import type { DriftSample } from "./drift_sample.ts";
import { keptHeaders } from "./_header_facts.ts";
import type { ShapeBook } from "./_shape_book.ts";

/** A recorded call with what only the comparison needs. */
export interface Sample extends DriftSample {
  /** The output as it is compared; `null` as there. */
  readonly normalised: string | null;
  /** The JSON that the output is; `null` where it is none. */
  readonly json: string | null;
  /** The names of the tools that were called, with commas between; `null` where none was. */
  readonly toolNames: string | null;
  /** The number of the shape of its body; `null` where no answer came. */
  readonly shape: number | null;
  /** A hash of its body: it orders recordings that are told apart by nothing else. */
  readonly digest: string;
  /** Its headers, with the values of those that do not vary by nature. */
  readonly headers: ReadonlyMap<string, string | null>;
}

/** What samples of one tape are made with. */
export interface SampleContext {
  readonly shapes: ShapeBook;
  /** Calls of the same headers share one map. */
  readonly headers: Map<string, ReadonlyMap<string, string | null>>;
  /** By the endpoint's name on the tape. */
  readonly priceOf: (endpoint: string) => Price | null;
}

/** What is another one in every answer, whatever it says. */
const NOISE: ReadonlySet<string> = new Set(["id", "created", "created_at", "request_id", "responseId", "date"]);

/** What is compared of an interaction. */
export function sampleOf(description: InteractionDescription, context: SampleContext): Sample {
  const { line, record, facts, outcome, body } = description;
  const documents = facts.end === "ok" ? documentsIn(new TextDecoder().decode(body)) : [];
  const answer = outcome?.ok ? outcome.completion : null;
  const output = facts.end === "ok" ? outputOf(description, answer, documents) : null;
  const calls = answer?.toolCalls.map(plainCall) ?? [];
  return {
    line,
    at: facts.at,
    scope: facts.scope,
    ok: facts.end === "ok",
    status: facts.status,
    failure: facts.failure,
    output,
    normalised: output === null ? null : normalisedText(output),
    json: output === null ? null : jsonText(output),
    toolCalls: calls.length === 0 ? null : canonicalJson(calls),
    toolNames: calls.length === 0 ? null : calls.map(({ name }) => name).join(","),
    finishReason: answer?.finishReason ?? null,
    model: answer?.model ?? null,
    servedBy: answer?.servedBy ?? null,
    fingerprint: fingerprintIn(documents),
    inputTokens: facts.usage?.inputTokens ?? null,
    cacheReadTokens: facts.usage?.cacheReadTokens ?? null,
    outputTokens: facts.usage?.outputTokens ?? null,
    reasoningTokens: facts.usage?.reasoningTokens ?? null,
    ttftMs: answer?.timing.ttftMs ?? null,
    latencyMs: facts.end === "ok" ? facts.durationMs : null,
    tpotMs: answer?.timing.tpotMs ?? null,
    reportedCostUsd: facts.reportedCostUsd === null ? null : Number(facts.reportedCostUsd),
    costUsd: costBy(context.priceOf(facts.endpoint), description),
    shape: facts.end === "ok" && documents.length > 0 ? context.shapes.shapeOf(documents) : null,
    digest: hash("sha256", body, "base64url"),
    headers: shared(context.headers, keptHeaders(record.response?.headers ?? {})),
  };
}

/** What the answer says, all its choices; of what no chat is, the body without what always differs. */
function outputOf(
  { record }: InteractionDescription,
  answer: Completion | null,
  documents: readonly JsonValue[],
): string {
  const isChat = answer !== null && (answer.text !== "" || answer.toolCalls.length > 0 || answer.finishReason !== null);
  if (!isChat) return documents.length === 0 ? "" : canonicalJson(documents.map(withoutNoise));
  const others = Object.entries(otherChoices(record.response));
  return [answer.refusal ?? answer.text, ...others.map(([index, text]) => `[choice ${Number(index) + 1}] ${text}`)]
    .join("\n\n");
}

function withoutNoise(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (!isTable(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !NOISE.has(name)).map(([name, one]) => [
      name,
      withoutNoise(one as JsonValue),
    ]),
  );
}

/** Without its id. Arguments are compared as JSON where they are. */
function plainCall({ name, arguments: text }: ToolCall) {
  try {
    return { name, arguments: text.trim() === "" ? {} : JSON.parse(text) as JsonValue };
  } catch {
    // A model may write what is no JSON.
    return { name, arguments: text };
  }
}

function fingerprintIn(documents: readonly JsonValue[]): string | null {
  for (const document of documents) {
    const found = isTable(document) ? document.system_fingerprint : undefined;
    if (typeof found === "string" && found !== "") return found;
  }
  return null;
}

function costBy(price: Price | null, { facts, record, outcome }: InteractionDescription): number | null {
  if (price === null || facts.usage === null) return null;
  const latencyMs = outcome?.ok ? outcome.completion.timing.latencyMs : facts.durationMs;
  const basis = { usage: facts.usage, reportedCostUsd: null, timing: { latencyMs } };
  const { usd } = costOf(basis, price, { inFlight: record.caller?.inFlight ?? null, at: facts.at });
  return usd === null ? null : Number(usd);
}

function shared<T extends ReadonlyMap<string, string | null>>(known: Map<string, T>, headers: T): T {
  const key = JSON.stringify([...headers]);
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, headers);
  return headers;
}

import type {
  EmbeddingOutcome,
  JsonObject,
  JsonValue,
  Usage,
  Warning,
  WireOutcome,
  WireResponse,
} from "../../spec/mod.ts";
import { errorBodyOf } from "../_errors.ts";
import { failed } from "../_failure.ts";
import { isObject, parseJson, textOrNull } from "../_read.ts";
import { noJson } from "../_read_body.ts";
import { lastByteMs } from "../_timing.ts";

/** What differs between the formats when an answer is read. */
export interface EmbeddingAnswerFormat {
  /** The vectors in the order of the inputs; `null` where one cannot be read. */
  vectors(body: JsonObject): (readonly number[] | null)[] | null;
  /** All input tokens; `null` where the provider does not say. */
  inputTokens(body: JsonObject): number | null;
  /** The provider's own usage object. */
  rawUsage(body: JsonObject): JsonValue;
  /** In US dollars as a decimal string; `null` where the provider does not say. */
  reportedCostUsd?(body: JsonObject): string | null;
  /** The error in a body, as the wire format of the same provider reads it. */
  findError(body: JsonValue | undefined): JsonObject | null;
  /** A failed outcome from such an error. */
  errorOutcome(response: WireResponse, body: JsonValue | undefined): WireOutcome;
}

/** The vectors or the typed failure in a response. It never throws. */
export function readEmbeddings(
  response: WireResponse,
  format: EmbeddingAnswerFormat,
  { inputs }: { readonly inputs: number },
): EmbeddingOutcome {
  if (response.status >= 300) return failureOf(format.errorOutcome(response, errorBodyOf(response)));
  const text = new TextDecoder().decode(response.body).trim();
  const body = parseJson(text);
  if (body === undefined) return failureOf(noJson(response, text));
  if (format.findError(body) !== null) return failureOf(format.errorOutcome(response, body));
  if (!isObject(body)) return malformed(response, `no object: ${text}`);
  const usage = usageOf(format.inputTokens(body));
  const reportedCostUsd = format.reportedCostUsd?.(body) ?? null;
  const billed = { usage, reportedCostUsd };
  const vectors = format.vectors(body);
  if (vectors === null) return malformed(response, `no vectors: ${text}`, billed);
  if (vectors.length !== inputs) return malformed(response, `${vectors.length} vectors for ${inputs} inputs`, billed);
  const whole = vectors.filter((vector) => vector !== null);
  if (whole.length < vectors.length) {
    return malformed(
      response,
      `a vector that is no list of numbers, the one of input ${vectors.indexOf(null) + 1}`,
      billed,
    );
  }
  const result = {
    model: textOrNull(body.model),
    vectors: whole,
    usage,
    rawUsage: format.rawUsage(body),
    reportedCostUsd,
    latencyMs: lastByteMs(response),
    warnings: lengthWarnings(whole),
  };
  return { ok: true, result };
}

/** A list of numbers, or little-endian floats of 32 bits in base64; else `null`. */
export function readVector(value: JsonValue | undefined): readonly number[] | null {
  if (typeof value === "string") return readBase64(value);
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.every((part) => typeof part === "number") ? value as number[] : null;
}

function readBase64(text: string): readonly number[] | null {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  if (binary.length === 0 || binary.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

function usageOf(inputTokens: number | null): Usage {
  return { inputTokens, cacheReadTokens: null, cacheWriteTokens: null, outputTokens: 0, reasoningTokens: null };
}

function lengthWarnings(vectors: readonly (readonly number[])[]): Warning[] {
  const lengths = [...new Set(vectors.map((vector) => vector.length))];
  if (lengths.length <= 1) return [];
  return [{ code: "inconsistent", message: `The vectors differ in length: ${lengths.join(", ")}` }];
}

function malformed(
  response: WireResponse,
  what: string,
  billed?: { readonly usage: Usage; readonly reportedCostUsd: string | null },
): EmbeddingOutcome {
  return failureOf(failed(response, {
    kind: "malformed_response",
    message: `The body holds ${what.slice(0, 200)}`,
    decision: { retry: billed === undefined ? "no" : "transient" },
    billed,
  }));
}

function failureOf(outcome: WireOutcome): EmbeddingOutcome {
  if (!outcome.ok) return outcome;
  throw new TypeError("Cannot take an answer for a failure");
}

import type { ErrorKind, JsonObject, JsonValue, RetryDecision, WireOutcome, WireResponse } from "../spec/mod.ts";
import { failed, type FailureParts } from "./_failure.ts";
import { isObject, listOf, objectOrNull, parseJson, textOrNull } from "./_read.ts";
import { askedDelayMs, retryDelayMs } from "./_retry_delay.ts";
import { errorKind } from "./_error_kind.ts";

/** An error as the body gives it, taken apart. */
export interface ErrorFacts {
  readonly status: number | null;
  /** The telling ones first. */
  readonly codes: readonly string[];
  readonly message: string | null;
  /** The object that holds the error's fields. */
  readonly fields: JsonObject | null;
}

/** Circumstances that only the caller knows. */
export interface ErrorContext {
  readonly midStream?: boolean;
  readonly billed?: FailureParts["billed"];
}

/** What a wire format knows of its own errors beyond what holds for all. */
export interface ErrorDialect {
  /** The kind, where it is another one than `kind`, which came from the status and the codes. */
  kindOf(kind: ErrorKind, facts: ErrorFacts): ErrorKind;
  /** The code that says most; without this, the body's `code`, else its type. */
  codeOf?(fields: JsonObject): string | null;
}

/**
 * The error in a parsed body, or `null` when it holds none. Read are OpenAI's `{ error: { message, type, code } }`, a
 * plain `error` text (xAI, Ollama, and Groq in `x_groq`), the bodies of FastAPI (`detail`), vLLM (`object: "error"`)
 * and gateways (`code` and `msg`), an error inside the first choice (OpenRouter), and any of them inside a list (Gemini).
 */
export function findError(body: JsonValue | undefined): JsonObject | null {
  if (Array.isArray(body)) return findError(body[0]);
  if (!isObject(body)) return null;
  const { error, choices } = body;
  // The piece of an answer that goes on, as nearly all are.
  if (error === undefined && Array.isArray(choices) && choices.length > 0 && body.x_groq === undefined) {
    return errorOfChoice(choices);
  }
  if (isObject(error) && Object.keys(error).length > 0) {
    return error.metadata === undefined && body.metadata !== undefined ? { ...error, metadata: body.metadata } : error;
  }
  const text = textOrNull(error) ?? textOrNull(objectOrNull(body.x_groq)?.error);
  if (text !== null) return { ...body, message: text };
  if (body.object === "error" || body.type === "error") return body;
  if (choices !== undefined) return errorOfChoice(listOf(choices));
  const isCoded = body.code !== undefined && (body.message ?? body.msg) !== undefined;
  return isCoded || body.detail !== undefined || body.errors !== undefined ? body : null;
}

function errorOfChoice([choice]: readonly JsonValue[]): JsonObject | null {
  return isObject(choice) ? objectOrNull(choice.error) : null;
}

/** A failed outcome from an error that a body or an event carries. */
export function readError(
  response: WireResponse,
  body: JsonValue | undefined,
  { dialect, ...context }: ErrorContext & { readonly dialect: ErrorDialect },
): WireOutcome {
  const facts = readFacts(response, body);
  const kind = dialect.kindOf(errorKind(facts.status, facts.codes), facts);
  const own = facts.fields === null ? null : dialect.codeOf?.(facts.fields) ?? null;
  return failed(response, {
    kind,
    message: facts.message ?? `The provider answered with status ${facts.status ?? response.status} and no message`,
    decision: decide(kind, response, { fields: facts.fields, midStream: context.midStream ?? false }),
    code: own ?? codeText(facts.fields?.code) ?? codeText(facts.fields?.type) ?? codeText(facts.fields?.status),
    ...context,
  });
}

/** The body of a refused request: JSON, also where it stands in an event of a stream, or the text. */
export function errorBodyOf({ body }: WireResponse): JsonValue {
  const text = new TextDecoder().decode(body).trim();
  return parseJson(text) ?? parseJson(text.replace(/^(?:event:.*\s+)?data:/, "")) ?? text;
}

function readFacts(response: WireResponse, body: JsonValue | undefined): ErrorFacts {
  const fields = findError(body) ?? objectOrNull(body);
  const inner = objectOrNull(fields?.innererror);
  const metadata = objectOrNull(fields?.metadata);
  const codes = [fields?.code, inner?.code, metadata?.error_type, fields?.type, fields?.status, fields?.error_type]
    .map(codeText).filter((code) => code !== null);
  // OpenRouter's moderation says which words it took offence at.
  if (Array.isArray(metadata?.reasons)) codes.unshift("content_filter");
  const status = response.status >= 400
    ? response.status
    : firstStatus(fields?.status_code, fields?.code, fields?.status, fields?.http_code);
  return { status, codes, message: messageOf(fields, metadata) ?? (textOrNull(body)?.trim() || null), fields };
}

/** From the kind alone, which came from status and fields; a provider's `x-should-retry` has the last word. */
function decide(
  kind: ErrorKind,
  response: WireResponse,
  { fields, midStream }: { fields: JsonObject | null; midStream: boolean },
): RetryDecision {
  const advice = response.headers.get("x-should-retry");
  if (advice === "false") return { retry: "no" };
  if (kind === "rate_limited") return { retry: "rateLimited", afterMs: retryDelayMs(response.headers, fields) };
  const isPassing = kind === "overloaded" || kind === "server_error" || kind === "timeout";
  if (!isPassing && advice !== "true" && !(kind === "unknown" && midStream)) return { retry: "no" };
  const afterMs = askedDelayMs(response.headers, fields);
  return afterMs === null ? { retry: "transient" } : { retry: "rateLimited", afterMs };
}

function messageOf(fields: JsonObject | null, metadata: JsonObject | null): string | null {
  const first = listOf(fields?.errors)[0];
  const message = textOrNull(fields?.message) ?? textOrNull(fields?.msg) ?? textOrNull(fields?.detail) ??
    (fields?.detail === undefined ? null : JSON.stringify(fields.detail)) ??
    (isObject(first) ? textOrNull(first.message) : null);
  const raw = textOrNull(metadata?.raw);
  return message !== null && raw !== null ? `${message}: ${raw}` : message ?? raw;
}

function codeText(value: unknown): string | null {
  return typeof value === "number" ? String(value) : textOrNull(value);
}

function firstStatus(...values: unknown[]): number | null {
  for (const value of values) {
    const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
    if (typeof status === "number" && status >= 400 && status < 600) return status;
  }
  return null;
}

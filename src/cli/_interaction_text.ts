import type { InteractionDescription } from "../cassette/mod.ts";
import type { CallFailure, Completion, JsonValue, Segment } from "../spec/mod.ts";
import { clipped } from "./_fitted_table.ts";
import { formatMs, formatUsd } from "./_format.ts";
import { indented, printable, shownJson } from "./_printable.ts";

/** An interaction as text for reading: where it stands, the request's parts, the answer. */
export function interactionText(path: string, description: InteractionDescription): string {
  return [
    headText(path, description),
    (description.segments ?? []).map(segmentText).join("") || bodyText(description),
    answerText(description),
  ].join("\n");
}

/** The chunks of an answer with the times at which they came. */
export function eventsText({ chunks }: InteractionDescription, width: number): string {
  if (chunks.length === 0) return "no chunk of a body came\n";
  let before = 0;
  return chunks.map(({ ms, bytes }) => {
    const start = `${ms.toFixed(1).padStart(10)} ms ${`+${(ms - before).toFixed(1)}`.padStart(9)} ${
      String(bytes.length).padStart(7)
    } B  `;
    before = ms;
    const text = printable(new TextDecoder().decode(bytes)).replaceAll("\n", "⏎");
    return `${start}${clipped(text, Math.max(20, width - start.length))}\n`;
  }).join("");
}

function headText(path: string, { line, superseded, record }: InteractionDescription): string {
  const { key, at, scope, run, caller, bound, request } = record;
  const facts = [
    ...(scope === undefined ? [] : [`scope    ${scope}`]),
    ...(run === undefined ? [] : [`run      ${run}`]),
    ...(caller === undefined ? [] : [`caller   ${pairs({ ...caller })}`]),
    ...(bound === undefined ? [] : [`bound    ${pairs({ ...bound })}`]),
    ...(Object.keys(request.headers).length === 0 ? [] : [`headers  ${pairs({ ...request.headers })}`]),
  ];
  return [
    `${path}:${line} ${key}${superseded ? " (a later recording has taken its place)" : ""}`,
    `${request.method} ${request.url}`,
    `at       ${at}`,
    ...facts,
  ].map((text) => `${printable(text)}\n`).join("");
}

function segmentText({ name, value }: Segment): string {
  if (typeof value === "string") {
    return value.includes("\n") ? `${name}\n${indented(value)}` : `${name}: ${printable(value)}\n`;
  }
  if (!isObject(value)) return `${name}\n${indented(shownJson(value, 2))}`;
  if (typeof value.role !== "string") return `${name}: ${pairs(value)}\n`;
  const { role, content, ...others } = value;
  const rest = Object.keys(others).length === 0 ? "" : indented(pairs(others));
  const title = name === role ? name : `${name} (${printable(role as string)})`;
  return `${title}\n${contentText(content)}${rest}`;
}

function contentText(content: JsonValue | undefined): string {
  if (content === undefined || content === null) return "";
  if (typeof content === "string") return indented(content);
  if (!Array.isArray(content)) return indented(shownJson(content, 2));
  return content.map((part) => {
    const text = isObject(part) && (part.type === "text" || part.type === undefined) ? part.text : part;
    return indented(typeof text === "string" ? text : shownJson(part));
  }).join("");
}

/** A body that is no JSON. */
function bodyText({ record: { request: { body } } }: InteractionDescription): string {
  if (body === null) return "no body\n";
  if ("text" in body) return `body\n${indented(body.text)}`;
  return `body\n${indented("base64" in body ? clipped(body.base64, 200) : shownJson(body.json, 2))}`;
}

function answerText(description: InteractionDescription): string {
  const { record: { response, failure, unrecordable }, outcome, facts } = description;
  const lines = [`answer: ${endText(description)}\n`];
  if (response !== undefined) lines.push(`headers  ${printable(pairs({ ...response.headers }))}\n`);
  if (response?.url !== undefined) lines.push(`url      ${printable(response.url)}\n`);
  if (response?.reconstructed) lines.push("the body's bytes were made again from a parsed body\n");
  if (unrecordable !== undefined) lines.push(`not kept: ${printable(unrecordable)}\n`);
  if (failure !== undefined) {
    lines.push(`failure: ${failure.kind} after ${formatMs(failure.atMs)} ms: ${printable(failure.message)}\n`);
  }
  if (outcome?.ok) lines.push(completionText(outcome.completion));
  else if (outcome !== null) lines.push(failureText(outcome.failure));
  else if (facts.responseBytes > 0) lines.push(`body\n${indented(new TextDecoder().decode(description.body))}`);
  return lines.join("");
}

function endText({ record: { response }, outcome, facts }: InteractionDescription): string {
  const { usage, reportedCostUsd, durationMs, chunks } = facts;
  const completion = outcome?.ok ? outcome.completion : null;
  const tokens = (count: number | null | undefined, what: string) =>
    count === null || count === undefined ? [] : [`${count.toLocaleString("en-US")} ${what}`];
  const isTimed = durationMs !== null;
  const firstMs = isTimed ? completion?.timing.ttftMs ?? null : null;
  return [
    facts.status === null ? "none" : `${facts.status} ${printable(response?.statusText ?? "")}`.trim(),
    ...(completion === null ? [] : [completion.finishReason ?? "no finish reason"]),
    ...(completion === null || completion.model === null ? [] : [printable(completion.model)]),
    ...tokens(usage?.inputTokens, "tokens in"),
    ...tokens(usage?.cacheReadTokens, "of them cached"),
    ...tokens(usage?.outputTokens, "tokens out"),
    ...tokens(usage?.reasoningTokens, "of them reasoning"),
    ...(reportedCostUsd === null ? [] : [`$${formatUsd(reportedCostUsd)}`]),
    ...(response === undefined || !isTimed ? [] : [`headers after ${formatMs(response.headersMs)} ms`]),
    ...(firstMs === null ? [] : [`first token after ${formatMs(firstMs)} ms`]),
    ...(isTimed ? [`${formatMs(durationMs)} ms`] : []),
    `${chunks} ${chunks === 1 ? "chunk" : "chunks"}`,
  ].join(", ");
}

function completionText({ text, reasoning, refusal, toolCalls }: Completion): string {
  return [
    ...(reasoning === "" ? [] : [`reasoning\n${indented(reasoning)}`]),
    ...(text === "" ? [] : [`text\n${indented(text)}`]),
    ...(refusal === null ? [] : [`refusal\n${indented(refusal)}`]),
    ...toolCalls.map(({ name, arguments: given, id }) => `tool call ${printable(`${name}(${given})  ${id}`)}\n`),
  ].join("");
}

function failureText({ kind, code, message, midStream }: CallFailure): string {
  const where = midStream ? " within the stream" : "";
  return `failure: ${kind}${where}${code === null ? "" : ` (${printable(code)})`}: ${printable(message)}\n`;
}

/** `temperature 0, stream true` */
function pairs(object: { readonly [name: string]: unknown }): string {
  return Object.entries(object).map(([name, value]) => `${name} ${shownJson(value)}`).join(", ");
}

function isObject(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

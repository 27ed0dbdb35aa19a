import { type InteractionDescription, requestIdentity } from "../../cassette/mod.ts";
import type { ColumnType, ColumnValue } from "../../ledger/mod.ts";
import type { Completion, TokenCounts } from "../../spec/mod.ts";
import type { RowColumn } from "./_frame_of_rows.ts";
import { promptText } from "./_prompt_text.ts";

type Row = InteractionDescription;
type Read = (row: Row) => ColumnValue;

/** The columns of the traffic on a tape, in their order. Names that a run's frame has too mean the same as there. */
export const TRAFFIC_COLUMNS: readonly RowColumn<Row>[] = [
  column("line", "i64", null, "The line in the file; the header is line 1.", ({ line }) => line),
  text("cassette_key", "The recording's key on the tape.", ({ facts }) => facts.key),
  text("scope", "What made the key its caller's own: cell_…/1.", ({ facts }) => facts.scope),
  text("run_id", "The run that paid for it.", ({ facts }) => facts.run),
  text("endpoint", "The endpoint's name, else the origin of the URL.", ({ facts }) => facts.endpoint),
  text("model", "As the request names it, else as the answer does.", ({ facts }) => facts.model),
  text("model_returned", "As the answer names it.", (row) => answerOf(row)?.model ?? null),
  text("served_by", "Who made the answer, as a router named it.", (row) => answerOf(row)?.servedBy ?? null),
  text("method", "Of the request, in capitals.", ({ facts }) => facts.method),
  text("url", "With the endpoint's name in place of its base URL.", ({ facts }) => facts.url),
  text(
    "request_hash",
    "A hash of what was asked: the same for every repeat, whatever its scope, on any tape.",
    ({ record }) => requestIdentity(record),
  ),
  column("messages", "i64", null, "Messages in the request, system prompts left out.", messagesOf),
  text("prompt", "The text of the last message that is the user's.", ({ segments }) => promptText(segments ?? [])),
  text("status", "How the call ended: ok, failed or unrecordable.", ({ facts }) => facts.end),
  text("error_kind", "What went wrong, in terms that mean the same for every provider.", ({ facts }) => facts.failure),
  text("error_message", "What the provider or the transport said.", ({ facts }) => facts.message),
  column("http_status", "i64", null, "The status of the response.", ({ facts }) => facts.status),
  tokens("input_tokens", "All input tokens, cached ones included.", "inputTokens"),
  tokens("cache_read_tokens", "Input tokens read from the provider's cache.", "cacheReadTokens"),
  tokens("cache_write_tokens", "Input tokens written to the provider's cache.", "cacheWriteTokens"),
  tokens("output_tokens", "All output tokens, reasoning included.", "outputTokens"),
  tokens("reasoning_tokens", "Output tokens spent on reasoning.", "reasoningTokens"),
  column("reported_cost_usd", "f64", "US$", "What the call cost, where the provider reported it.", reportedCost),
  milliseconds("headers_ms", "From the hand-over of the request to the headers of the response.", headersMs),
  milliseconds(
    "ttft_ms",
    "From the hand-over to the first token of any kind; of streamed answers.",
    (row) => answerOf(row)?.timing.ttftMs ?? null,
  ),
  milliseconds(
    "ttfo_ms",
    "From the hand-over to the first token of the answer itself; of streamed answers.",
    (row) => answerOf(row)?.timing.ttfoMs ?? null,
  ),
  milliseconds(
    "latency_ms",
    "From the hand-over to the last byte, or to the failure.",
    ({ facts }) => facts.durationMs,
  ),
  milliseconds(
    "tpot_ms",
    "Time per output token after the first: (latency_ms - ttft_ms) / (output_tokens - 1).",
    (row) => answerOf(row)?.timing.tpotMs ?? null,
  ),
  column(
    "output_tps",
    "f64",
    "tokens/s",
    "Output tokens per second after the first: 1000 / tpot_ms.",
    (row) => answerOf(row)?.timing.outputTps ?? null,
  ),
  column("streamed", "bool", null, "Whether the response came as a stream of events or lines.", isStreamed),
  column("chunks", "i64", null, "How many chunks the body came in.", ({ facts }) => facts.chunks),
  column("request_bytes", "i64", "bytes", "Of the request's body.", ({ facts }) => facts.requestBytes),
  column(
    "response_bytes",
    "i64",
    "bytes",
    "Of the response's body, as far as it came.",
    ({ facts }) => facts.responseBytes,
  ),
  text("finish_reason", "Why the model stopped.", (row) => answerOf(row)?.finishReason ?? null),
  column(
    "tool_calls",
    "i64",
    null,
    "How many tools the model called.",
    (row) => answerOf(row)?.toolCalls.length ?? null,
  ),
  text("output", "The text of the answer, without its reasoning.", (row) => answerOf(row)?.text ?? null),
  text(
    "reasoning",
    "The text of the reasoning, where the provider gives it.",
    (row) => answerOf(row)?.reasoning || null,
  ),
  text("started_at", "When the request was handed over, an RFC 3339 time in UTC.", ({ facts }) => facts.at),
];

function column(name: string, type: ColumnType, unit: string | null, meaning: string, read: Read): RowColumn<Row> {
  return { name, type, unit, meaning, read };
}

function text(name: string, meaning: string, read: Read): RowColumn<Row> {
  return column(name, "utf8", null, meaning, read);
}

function milliseconds(name: string, meaning: string, read: Read): RowColumn<Row> {
  return column(name, "f64", "ms", meaning, read);
}

function tokens(name: string, meaning: string, field: keyof TokenCounts): RowColumn<Row> {
  return column(name, "i64", "tokens", meaning, ({ facts }) => facts.usage?.[field] ?? null);
}

function answerOf({ outcome }: Row): Completion | null {
  return outcome?.ok ? outcome.completion : null;
}

function messagesOf({ segments }: Row): number | null {
  return segments?.filter(({ name }) => name.startsWith("message ")).length ?? null;
}

function reportedCost({ facts: { reportedCostUsd } }: Row): number | null {
  return reportedCostUsd === null ? null : Number(reportedCostUsd);
}

/** What was imported without times has zeros for them. */
function headersMs({ record: { response } }: Row): number | null {
  return response?.headersMs || null;
}

const STREAMS = /event-?stream|ndjson|jsonl/i;

function isStreamed({ record: { response } }: Row): boolean | null {
  return response === undefined ? null : STREAMS.test(response.headers["content-type"] ?? "");
}

/** Recorded exchanges in the formats other than OpenAI's, and what a reader who only joins strings finds in them. */
import { gunzipSync } from "node:zlib";
import { providerLenses } from "../../src/provider/mod.ts";
import type { Completion, WireLens, WireResponse } from "../../src/spec/mod.ts";
import { respond } from "./responses.ts";

/** One line of the recordings of real providers. */
export interface NativeRecording {
  readonly file: string;
  readonly host: string;
  readonly wire: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly resp: string;
}

const PATHS: readonly (readonly [path: RegExp, wire: string])[] = [
  [/\/v1\/messages$/, "anthropic-messages"],
  [/:(?:stream)?generateContent$/i, "gemini-generate-content"],
  [/\/v2\/chat$/, "cohere-chat"],
  [/\/api\/chat$/, "ollama-chat"],
];

/** The recordings in one wire format, or in all four. */
export function nativeRecordings(folder: string, wire?: string): NativeRecording[] {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(`${folder}/chat/interactions.ndjson.gz`)));
  return text.trimEnd().split("\n").flatMap((line) => {
    const { file, host, path, status, headers, resp } = JSON.parse(line);
    const found = PATHS.find(([shape]) => shape.test(path.split("?")[0]))?.[1];
    if (found === undefined || (wire !== undefined && wire !== found)) return [];
    return [{ file, host, wire: found, status, headers: headers ?? {}, resp: resp ?? "" }];
  });
}

/** The first lens of a wire format. */
export function lensOfWire(wire: string): WireLens {
  return providerLenses().find((lens) => lens.wire === wire)!;
}

/** A recording as a response, or another body in its place. */
export function responseOf(recording: NativeRecording, body: string | Uint8Array = recording.resp): WireResponse {
  return respond(body, { status: recording.status, headers: recording.headers });
}

/** What an answer says, in one shape for all formats. */
export interface Essence {
  readonly text: string;
  readonly reasoning: string;
  /** Name and parsed arguments of each call, and its id where it has one. */
  readonly calls: readonly (readonly [id: string | null, name: string, args: unknown])[];
  readonly finish: string | null;
  readonly id: string | null;
  readonly model: string | null;
  readonly input: number | null;
  readonly output: number | null;
}

// deno-lint-ignore no-explicit-any
type Loose = any;

/** The JSON values of a body: one, or those of its `data:` lines, or of its lines. */
export function valuesOf(body: string): Loose[] {
  try {
    const value = JSON.parse(body);
    return Array.isArray(value) ? value : [value];
  } catch {
    return body.split(/\r?\n/).map((line) => line.replace(/^data:/, "").trim())
      .filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  }
}

const READERS: { readonly [wire: string]: (values: Loose[]) => Essence } = {
  "anthropic-messages": anthropic,
  "gemini-generate-content": gemini,
  "cohere-chat": cohere,
  "ollama-chat": ollama,
};

/** The naive reading of a recorded answer. */
export function readNaively({ wire, resp }: NativeRecording): Essence {
  return READERS[wire](valuesOf(resp));
}

/** The same of a completion. */
export function essenceOf(completion: Completion): Essence {
  const { text, reasoning, toolCalls, rawFinishReason, id, model, usage } = completion;
  return {
    text,
    reasoning,
    calls: toolCalls.map((call) => [/^call_\d$/.test(call.id) ? null : call.id, call.name, JSON.parse(call.arguments)]),
    finish: rawFinishReason,
    id,
    model,
    input: usage.inputTokens,
    output: usage.outputTokens,
  };
}

const join = (parts: Loose[]): string => parts.filter((part) => typeof part === "string").join("");

function anthropic(values: Loose[]): Essence {
  const [first] = values;
  const message = first.message ?? first;
  const end = values.find(({ type }) => type === "message_delta");
  const usage = { ...message.usage, ...end?.usage };
  const starts = values.filter(({ type }) => type === "content_block_start");
  const blocks: Loose[] = first.content ?? starts.map(({ index, content_block }) => {
    const deltas = values.filter((value) => value.type === "content_block_delta" && value.index === index)
      .map(({ delta }) => delta);
    const json = join(deltas.map(({ partial_json }) => partial_json));
    return {
      ...content_block,
      text: join(deltas.map(({ text }) => text)),
      thinking: join(deltas.map(({ thinking }) => thinking)),
      input: json === "" ? content_block.input : content_block.type === "tool_use" ? JSON.parse(json) : null,
    };
  });
  const compactions = (usage.iterations ?? []).filter(({ type }: Loose) => type === "compaction");
  const inputs = [usage, ...compactions].map((one) =>
    one.input_tokens + (one.cache_read_input_tokens ?? 0) + (one.cache_creation_input_tokens ?? 0)
  );
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    text: join(blocks.filter(({ type }) => type === "text").map(({ text }) => text)),
    reasoning: join(blocks.filter(({ type }) => type === "thinking").map(({ thinking }) => thinking)),
    calls: blocks.filter(({ type }) => type === "tool_use").map(({ id, name, input }) => [id, name, input]),
    finish: end?.delta.stop_reason ?? message.stop_reason,
    id: message.id,
    model: message.model,
    input: sum(inputs),
    output: sum([usage, ...compactions].map((one) => one.output_tokens)),
  };
}

function gemini(values: Loose[]): Essence {
  const candidates = values.flatMap((value) => value.candidates ?? []);
  const parts: Loose[] = candidates.flatMap(({ content }) => content?.parts ?? []);
  const usage = values.map((value) => value.usageMetadata).filter((one) => one?.totalTokenCount).at(-1);
  const thoughts = parts.filter(({ thought }) => thought);
  const calls = parts.flatMap(({ functionCall }) => functionCall ? [functionCall] : []);
  const input = usage === undefined ? null : usage.promptTokenCount + (usage.toolUsePromptTokenCount ?? 0);
  return {
    text: join(parts.filter(({ thought }) => !thought).map(({ text }) => text)),
    reasoning: join(thoughts.map(({ text }) => text)),
    calls: calls.map(({ id, name, args }) => [id ?? null, name, args ?? {}]),
    finish: candidates.map(({ finishReason }) => finishReason).filter(Boolean).at(-1) ?? null,
    id: values[0].responseId ?? null,
    model: values[0].modelVersion ?? null,
    input,
    // The total is the provider's own word for the sum of all.
    output: usage === undefined ? null : usage.totalTokenCount - input!,
  };
}

function cohere(values: Loose[]): Essence {
  const whole = values.length === 1;
  const messages = values.map((value) => (whole ? value : value.delta ?? {}).message ?? {});
  const contents = messages.flatMap(({ content }) => content ?? []);
  const byIndex: Loose[] = whole ? messages[0].tool_calls ?? [] : [];
  for (const { type, index, delta } of values) {
    if (type === "tool-call-start") byIndex[index] = structuredClone(delta.message.tool_calls);
    if (type === "tool-call-delta") byIndex[index].function.arguments += delta.message.tool_calls.function.arguments;
  }
  const end = whole ? values[0] : values.at(-1).delta;
  return {
    text: join(contents.map(({ text }) => text)),
    reasoning: join([...contents.map(({ thinking }) => thinking), ...messages.map(({ tool_plan }) => tool_plan)]),
    calls: byIndex.map(({ id, function: { name, arguments: args } }) => [id, name, JSON.parse(args)]),
    finish: end.finish_reason,
    id: values[0].id,
    model: null,
    input: end.usage.billed_units.input_tokens,
    output: end.usage.billed_units.output_tokens,
  };
}

function ollama(values: Loose[]): Essence {
  const last = values.at(-1);
  const calls = values.flatMap(({ message }) => message.tool_calls ?? []);
  return {
    text: join(values.map(({ message }) => message.content)),
    reasoning: join(values.map(({ message }) => message.thinking)),
    calls: calls.map(({ id, function: { name, arguments: args } }: Loose) => [id ?? null, name, args]),
    finish: last.done_reason,
    id: null,
    model: values[0].model,
    input: last.prompt_eval_count ?? null,
    output: last.eval_count,
  };
}

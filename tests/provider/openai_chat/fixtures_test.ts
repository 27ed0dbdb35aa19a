// deno-lint-ignore-file no-console
import { assertEquals } from "@std/assert";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { Completion, Cut, JsonObject, JsonValue, WireOutcome } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { respond } from "../responses.ts";

/** One line of the recordings of real providers. */
interface Interaction {
  readonly file: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly resp: string;
}

/** What a reader who joins strings and knows nothing of providers finds in a body. */
interface Naive {
  readonly text: string;
  readonly calls: string[][];
  readonly finish: string | null;
  readonly usage: JsonObject | null;
}

const fixtures = await needs("fixtures");

async function interactions(): Promise<Interaction[]> {
  const file = await Deno.open(`${fixtures.get()}/chat/interactions.ndjson.gz`);
  const text = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  const rows: Interaction[] = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return rows.filter(({ path }) => path.includes("/chat/completions"));
}

// deno-lint-ignore no-explicit-any
type Loose = any;

/** The JSON values of a body: one, or the data lines of a stream; `null` when it is neither. */
function values(body: string): Loose[] | null {
  try {
    return [JSON.parse(body)];
  } catch {
    const lines = body.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
    return lines.length === 0 ? null : lines.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line));
  }
}

/** `null` when the body holds an error, or nothing that looks like an answer. */
function readNaively(body: string): Naive | null {
  const chunks = values(body);
  if (chunks === null || chunks.some((chunk) => chunk.error) || !chunks.some((chunk) => chunk.choices)) return null;
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []).filter((choice: Loose) => choice.index === 0);
  const messages = choices.map((choice: Loose) => choice.delta ?? choice.message ?? {});
  const calls: string[][] = [];
  for (const message of messages) {
    for (const [place, call] of [...(message.tool_calls ?? [])].entries()) {
      const entry = calls[call.index ?? place] ??= ["", "", ""];
      entry[0] ||= call.id || `call_${place}`;
      entry[1] ||= call.function.name ?? "";
      entry[2] += call.function.arguments ?? "";
    }
    if (message.function_call) calls.push(["call_0", message.function_call.name, message.function_call.arguments]);
  }
  const usages = chunks.map((chunk) => chunk.usage ?? chunk.x_groq?.usage).filter(Boolean);
  return {
    text: messages.map((message: Loose) => naiveText(message.content)).join(""),
    calls,
    finish: choices.map((choice: Loose) => choice.finish_reason).filter(Boolean).at(-1) ?? null,
    usage: usages.at(-1) ?? null,
  };
}

function naiveText(content: Loose): string {
  if (Array.isArray(content)) return content.map((part) => part.type === "text" ? part.text : "").join("");
  return content ?? "";
}

function assertAgrees(
  { text, toolCalls, rawFinishReason, usage, finishReason }: Completion,
  naive: Naive,
  where: string,
): void {
  assertEquals(text, naive.text, where);
  assertEquals(toolCalls.map((call) => [call.id, call.name, call.arguments]), naive.calls, where);
  assertEquals([rawFinishReason, finishReason === "other"], [naive.finish, false], where);
  const { usage: raw } = naive as Loose;
  assertEquals(usage.inputTokens, raw?.prompt_tokens ?? null, where);
  if (raw === null) return assertEquals(usage.outputTokens, null, where);
  const reasoning = raw.completion_tokens_details?.reasoning_tokens ?? null;
  const total = raw.total_tokens - raw.prompt_tokens;
  // Reasoning counted apart shows in the total (xAI, Gemini) or by being more than the output (Vercel's Gemini).
  const output = reasoning > raw.completion_tokens
    ? raw.completion_tokens + reasoning
    : Math.max(total, raw.completion_tokens);
  assertEquals([usage.outputTokens, usage.reasoningTokens], [output, reasoning], where);
  const details = raw.prompt_tokens_details;
  const cached = details?.cached_tokens ?? raw.cached_tokens ?? raw.num_cached_tokens ?? null;
  if (cached !== null) assertEquals(usage.cacheReadTokens, cached, where);
  const written = details?.cache_write_tokens ?? raw.cache_creation_input_tokens ?? null;
  assertEquals(usage.cacheWriteTokens, written, where);
}

const parse = ({ status, headers, resp }: Interaction): WireOutcome =>
  openaiChat.fromWire(respond(resp, { status, headers }));

Deno.test({
  name: "every recorded chat completion gives what a naive reading gives, or a typed error",
  ignore: fixtures.ignore,
  async fn() {
    const rows = await interactions();
    const byHost = new Map<string, { answers: number; errors: string[] }>();
    for (const row of rows) {
      const where = `${row.host} ${row.file}`;
      const outcome = parse(row);
      const count = byHost.get(row.host) ?? { answers: 0, errors: [] };
      byHost.set(row.host, count);
      const naive = row.status === 200 ? readNaively(row.resp) : null;
      assertEquals(outcome.ok, naive !== null, where);
      if (outcome.ok && naive !== null) {
        assertAgrees(outcome.completion, naive, where);
        count.answers++;
      } else if (!outcome.ok) {
        assertEquals(outcome.failure.kind === "unknown", false, where);
        count.errors.push(outcome.failure.kind);
      }
    }
    for (const [host, { answers, errors }] of [...byHost].sort(([a], [b]) => a.localeCompare(b))) {
      console.log(`${String(answers).padStart(5)} answers, ${errors.length} errors ${errors.join(" ")} from ${host}`);
    }
    assertEquals(rows.length > 900, true, `${rows.length} recordings`);
  },
});

Deno.test({
  name: "every recorded stream gives the same in pieces of seven bytes as whole",
  ignore: fixtures.ignore,
  async fn() {
    for (const { resp, status, headers, file } of await interactions()) {
      if (!/^(data|event)?:/m.test(resp)) continue;
      const body = new TextEncoder().encode(resp.slice(0, 20_000));
      const cuts = Array.from({ length: Math.ceil(body.length / 7) }, (_, place): Cut => [place * 7, place]);
      const whole = openaiChat.fromWire(respond(body, { status, headers, cuts: [[0, cuts.length - 1]] }));
      const cut = openaiChat.fromWire(respond(body, { status, headers, cuts }));
      assertEquals(withoutTimes(cut), withoutTimes(whole), file);
    }
  },
});

function withoutTimes(outcome: WireOutcome): WireOutcome | Omit<Completion, "timing"> {
  if (!outcome.ok) return outcome;
  const { timing: _, ...completion } = outcome.completion;
  return completion;
}

Deno.test({
  name: "every recorded cost comes out as it was reported",
  ignore: fixtures.ignore,
  async fn() {
    let seen = 0;
    for (const row of await interactions()) {
      const outcome = parse(row);
      const naive = row.status === 200 ? readNaively(row.resp) : null;
      const raw = naive?.usage as Loose;
      if (!outcome.ok || raw === null || raw === undefined) continue;
      const upstream = raw.is_byok ? raw.cost_details?.upstream_inference_cost ?? 0 : 0;
      const cost = raw.cost_in_usd_ticks === undefined ? raw.cost : raw.cost_in_usd_ticks / 1e10;
      const reported = outcome.completion.reportedCostUsd;
      if (cost === undefined) assertEquals(reported, null, row.file);
      else {
        seen++;
        assertEquals(
          Math.abs(Number(reported) - cost - upstream) < 1e-15,
          true,
          `${row.file}: ${reported} for ${cost}`,
        );
      }
    }
    assertEquals(seen > 200, true, `${seen} costs`);
  },
});

Deno.test({
  name: "every recorded error body is classified",
  ignore: fixtures.ignore,
  async fn() {
    const text = await Deno.readTextFile(`${fixtures.get()}/chat/errors.ndjson`);
    const rows: { path: string; status: number; headers: { [name: string]: string }; body: JsonValue }[] = text.trim()
      .split("\n").map((line) => JSON.parse(line));
    for (const row of rows.filter(({ path }) => path.includes("/chat/completions"))) {
      const body = typeof row.body === "string" ? row.body : JSON.stringify(row.body);
      const outcome = openaiChat.fromWire(respond(body, { status: row.status, headers: row.headers }));
      assertEquals(outcome.ok, false, body);
      if (outcome.ok) continue;
      assertEquals(outcome.failure.kind === "unknown", false, body);
      assertEquals(outcome.failure.midStream, row.status === 200, body);
    }
  },
});

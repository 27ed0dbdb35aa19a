// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { wireOfPath } from "../../src/base/mod.ts";
import { wireFormat, wireFormats } from "../../src/provider/mod.ts";
import type { CallFailure, Completion, JsonObject, WireOutcome } from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";
import { essenceOf, readNaively } from "./native_recordings.ts";
import { assertAgrees, readOpenaiNaively } from "./openai_reading.ts";
import { respond } from "./responses.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

/** One line of the recordings of real providers. */
interface Interaction {
  readonly file: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly resp: string;
  /** `null`: another API than a chat of one of our formats. */
  readonly wire: string | null;
}

/** The file that the counts below are of: what else is asserted holds for any recordings of the same kinds. */
const COUNTED = "9d050a56ddb32f2b76e4ab4e1e040e730f14dac6a44f5adba79d3ac52ccf7c32";

/** How many recordings there are of each format. */
const COUNTS: { readonly [wire: string]: number } = {
  "openai-chat": 924,
  "anthropic-messages": 286,
  "gemini-generate-content": 242,
  "cohere-chat": 22,
  "ollama-chat": 16,
};

/** Why a recording is no answer. Whatever has none of these reasons is a bug. */
const REASONS: readonly (readonly [reason: string, test: (failure: CallFailure, row: Interaction) => boolean])[] = [
  ["the provider refused by its status", ({ kind }, { status }) => status >= 400 && kind !== "malformed_response"],
  ["the prompt was blocked under HTTP 200", ({ kind }) => kind === "content_filter"],
  ["an error broke the stream under HTTP 200", ({ midStream, kind }) => midStream && kind !== "malformed_response"],
  [
    "an echo server answered, which is no model",
    ({ kind }, { host }) => kind === "malformed_response" && host === "demo-endpoints.pydantic.workers.dev",
  ],
];

/** The same for usage whose sums do not add up. */
const ODD_USAGE = {
  cacheOverlap: "OpenRouter counted one prefix as read from the cache and as written to it",
  vercelGemini: "Vercel's gateway leaves the reasoning of Gemini's models out of the output and out of the total",
} as const;

function recordedBytes(): Uint8Array {
  return Deno.readFileSync(`${fixtures.get()}/chat/interactions.ndjson.gz`);
}

function isCounted(): boolean {
  return createHash("sha256").update(recordedBytes()).digest("hex") === COUNTED;
}

function interactions(): Interaction[] {
  const bytes = recordedBytes();
  const ours = new Set(wireFormats.map(({ name }) => name));
  return new TextDecoder().decode(gunzipSync(bytes)).trimEnd().split("\n").map((line) => {
    const row = JSON.parse(line);
    const wire = wireOfPath(row.path.split("#")[0]);
    return {
      ...row,
      headers: row.headers ?? {},
      resp: row.resp ?? "",
      wire: wire !== null && ours.has(wire) ? wire : null,
    };
  });
}

function read({ wire, resp, status, headers }: Interaction): WireOutcome {
  return wireFormat(wire!).fromWire(respond(resp, { status, headers }));
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** A line a host and format, the busiest first. */
function table(counts: Map<string, number>): string {
  return [...counts].sort(([a, some], [b, more]) => more - some || a.localeCompare(b))
    .map(([name, number]) => `${String(number).padStart(5)} ${name}`).join("\n");
}

Deno.test({
  name: "every recorded chat of the five formats is an answer, or a typed error with a reason",
  ignore,
  fn() {
    const [answers, errors, others, reasons, byWire] = Array.from({ length: 5 }, () => new Map<string, number>());
    for (const row of interactions()) {
      const { wire, host, path, file } = row;
      if (wire === null) {
        count(others, `${host} ${path.split("/").at(-1)!.replace(/[?#].*/, "")}`);
        continue;
      }
      count(byWire, wire);
      const outcome = read(row);
      if (outcome.ok) count(answers, `${host} ${wire}`);
      else {
        const reason = REASONS.find(([, test]) => test(outcome.failure, row))?.[0];
        assert(reason !== undefined, `${file}: ${JSON.stringify(outcome.failure)}`);
        assert(outcome.failure.kind !== "unknown", file);
        count(reasons, reason);
        count(errors, `${host} ${wire}: ${outcome.failure.kind}`);
      }
    }
    console.log(`answers\n${table(answers)}\ntyped errors\n${table(errors)}\nreasons\n${table(reasons)}`);
    console.log(`out of scope, as they are other APIs\n${table(others)}`);
    const sum = (counts: Map<string, number>) => [...counts.values()].reduce((total, number) => total + number, 0);
    assertEquals(sum(answers) + sum(errors), sum(byWire));
    assertEquals(byWire.size, wireFormats.length);
    if (!isCounted()) return;
    assertEquals(Object.fromEntries(byWire), COUNTS);
    assertEquals([sum(answers), sum(errors), sum(others)], [1461, 29, 360]);
    assertEquals(REASONS.map(([reason]) => reasons.get(reason)), [20, 4, 3, 2]);
  },
});

Deno.test({
  name: "every recorded answer says what a naive reading finds",
  ignore,
  fn() {
    for (const row of interactions()) {
      const { wire, host, file, status, resp } = row;
      if (wire === null) continue;
      const outcome = read(row);
      const where = `${host} ${file}`;
      if (wire === "openai-chat") {
        const naive = status === 200 ? readOpenaiNaively(resp) : null;
        assertEquals(outcome.ok, naive !== null, where);
        if (outcome.ok && naive !== null) assertAgrees(outcome.completion, naive, where);
      } else if (outcome.ok) {
        assertEquals(essenceOf(outcome.completion), readNaively({ ...row, wire }), where);
        const { finishReason, toolCalls, rawUsage } = outcome.completion;
        assert(finishReason !== "other" && rawUsage !== null, where);
        assertEquals(finishReason === "tool_calls", toolCalls.length > 0, where);
      }
    }
  },
});

Deno.test({
  name: "recorded usage obeys the laws of its provider and those of all",
  ignore,
  fn() {
    const odd = new Map<string, number>();
    const checked = new Map<string, number>();
    for (const row of interactions()) {
      const outcome = row.wire === null ? null : read(row);
      if (outcome === null || !outcome.ok) continue;
      for (const reason of oddities(outcome.completion, row)) count(odd, reason);
      if (totalOf(outcome.completion, row) !== null) count(checked, row.wire!);
    }
    console.log(`answers that tell their total\n${table(checked)}\nwhat does not, and why\n${table(odd)}`);
    if (!isCounted()) return;
    assertEquals(Object.fromEntries(odd), { [ODD_USAGE.cacheOverlap]: 1, [ODD_USAGE.vercelGemini]: 18 });
    assertEquals(Object.fromEntries(checked), {
      "openai-chat": 822,
      "anthropic-messages": 284,
      "gemini-generate-content": 240,
    });
  },
});

/** The reasons why the usage of an answer does not add up. Throws where it does not for none of them. */
function oddities({ usage, rawUsage, model, finishReason }: Completion, row: Interaction): string[] {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens, details } = usage;
  const where = `${row.host} ${row.file}: ${JSON.stringify(rawUsage)}`;
  for (const value of [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens]) {
    assert(value === null || (Number.isSafeInteger(value) && value >= 0), where);
  }
  assert((reasoningTokens ?? 0) <= (outputTokens ?? Infinity), where);
  assert(outputTokens !== null || rawUsage === null || finishReason === "content_filter", where);
  assert((details?.audioInputTokens ?? 0) <= (inputTokens ?? Infinity), where);
  assert((details?.cacheWrite1hTokens ?? 0) <= (cacheWriteTokens ?? Infinity), where);
  if (row.wire === "anthropic-messages") {
    const raw = rawUsage as JsonObject;
    assertEquals(
      [cacheReadTokens, cacheWriteTokens],
      [raw.cache_read_input_tokens ?? null, raw.cache_creation_input_tokens ?? null],
      where,
    );
  }
  const odd: string[] = [];
  if ((cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) > (inputTokens ?? Infinity)) {
    assert(row.host === "openrouter.ai" && cacheReadTokens === cacheWriteTokens, where);
    odd.push(ODD_USAGE.cacheOverlap);
  }
  const total = totalOf({ usage, rawUsage, model } as Completion, row);
  if (total !== null && inputTokens! + outputTokens! !== total) {
    const isVercel = row.host === "ai-gateway.vercel.sh" && model?.startsWith("google/");
    assert(isVercel && inputTokens! + outputTokens! - reasoningTokens! === total, where);
    odd.push(ODD_USAGE.vercelGemini);
  }
  return odd;
}

/** All tokens by the provider's own word; `null` where it says none, or none of the two that make the sum. */
function totalOf({ usage, rawUsage }: Pick<Completion, "usage" | "rawUsage">, { wire }: Interaction): number | null {
  const raw = rawUsage as JsonObject | null;
  if (raw === null || usage.inputTokens === null || usage.outputTokens === null) return null;
  const number = (value: unknown) => typeof value === "number" ? value : 0;
  switch (wire) {
    case "openai-chat":
      return typeof raw.total_tokens === "number" ? raw.total_tokens : null;
    case "gemini-generate-content":
      return typeof raw.totalTokenCount === "number" ? raw.totalTokenCount : null;
    case "anthropic-messages": {
      const compactions = (Array.isArray(raw.iterations) ? raw.iterations as JsonObject[] : [])
        .filter(({ type }) => type === "compaction");
      const sums = [raw, ...compactions].map((one) =>
        number(one.input_tokens) + number(one.cache_read_input_tokens) + number(one.cache_creation_input_tokens) +
        number(one.output_tokens)
      );
      return sums.reduce((total, sum) => total + sum, 0);
    }
    default:
      return null;
  }
}

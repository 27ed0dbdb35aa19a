import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { type CallStats, cassetteStats, type Tally } from "../../../src/cassette/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { tempFolder } from "../support.ts";
import { chatAnswer, decisionLine, interactionLine, writeTape } from "./support.ts";

const lenses = providerLenses();
const TOKENS = ["inputTokens", "cacheReadTokens", "outputTokens", "reasoningTokens", "waitingMs"] as const;
const COUNTS = ["calls", "failed", "unrecordable", "requestBytes", "responseBytes"] as const;

/** A line of any kind: answered with or without usage and cost, refused, failed, not kept, or a decision. */
const anyLine = fc.record({
  model: fc.constantFrom("gpt-4o", "gpt-4o-mini", "x"),
  endpoint: fc.constantFrom("gpt@openai", "other@openai"),
  kind: fc.constantFrom("answered", "bare", "refused", "failed", "unrecordable", "decision"),
  tokens: fc.nat(100_000),
  cost: fc.option(fc.nat(1_000_000).map((millionths) => millionths / 1e6), { nil: null }),
}).map(({ model, endpoint, kind, tokens, cost }) => {
  const made = { url: `{${endpoint}}/chat/completions`, body: { model, messages: [], user: String(tokens) } };
  if (kind === "decision") return decisionLine(`cell_${tokens}`, "endpoint", model);
  if (kind === "refused") return interactionLine({ ...made, status: 429 });
  if (kind === "failed") {
    const failure = { kind: "reset", message: "gone", atMs: tokens };
    return interactionLine({ ...made, response: null, more: { failure } });
  }
  if (kind === "unrecordable") {
    const answered = { status: 200, latencyMs: 7, usage: null, reportedCostUsd: cost === null ? null : String(cost) };
    return interactionLine({ ...made, response: null, more: { unrecordable: "too secret", answered } });
  }
  const usage = { prompt_tokens: tokens, completion_tokens: 3, total_tokens: tokens + 3 };
  const json = chatAnswer("hi", kind === "bare" ? { usage: null } : { usage: { ...usage, cost } });
  return interactionLine({ ...made, response: { body: { json }, bytes: JSON.stringify(json).length } });
});

function plus<T>(tallies: readonly Tally<T>[], sum: (values: T[]) => T): Tally<T> {
  const told = tallies.flatMap((tally) => tally.sum === null ? [] : [tally.sum]);
  return {
    sum: told.length === 0 ? null : sum(told),
    unknown: tallies.reduce((count, { unknown }) => count + unknown, 0),
  };
}

/** What several sums come to together. */
function added(all: readonly CallStats[]): CallStats {
  const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const exact = (values: readonly string[]) =>
    values.reduce((sum, value) => sum.plus(Decimal.parse(value)), Decimal.fromInteger(0)).toString();
  const entries = [
    ...COUNTS.map((name) => [name, add(all.map((one) => one[name]))]),
    ...TOKENS.map((name) => [name, plus(all.map((one) => one[name]), add)]),
    ["costUsd", plus(all.map(({ costUsd }) => costUsd), exact)],
  ];
  return Object.fromEntries(entries);
}

Deno.test("the rows add up to the total, files add up to all of them, and every call tells or is unknown", async () => {
  const tape = fc.array(anyLine, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(tape, tape, async (first, second) => {
      await using folder = await tempFolder();
      const [a, b] = [`${folder.path}/a.jsonl`, `${folder.path}/b.jsonl`];
      await writeTape(a, first);
      await writeTape(b, second);
      const { rows: _, ...both } = await cassetteStats([a, b], lenses);
      const { rows: _turned, ...turned } = await cassetteStats([b, a], lenses);
      assertEquals(both, turned);
      const each = await Promise.all([a, b].map((path) => cassetteStats([path], lenses)));
      assertEquals(both.total, added(each.map(({ total }) => total)));
      assertEquals(both.decisions, each[0].decisions + each[1].decisions);
      for (const { rows, total } of each) {
        assertEquals(total, added(rows));
        assert(total.failed + total.unrecordable <= total.calls);
        for (const name of [...TOKENS, "costUsd"] as const) {
          assert(total[name].unknown <= total.calls, name);
          assertEquals(total[name].sum === null, total[name].unknown === total.calls, name);
        }
      }
      const lines = [...first, ...second].filter((line) => !line.includes('"kind":"decision"'));
      assertEquals(both.total.calls, lines.length);
    }),
    { numRuns: 60 },
  );
});

Deno.test("rows are told apart by model and endpoint, the most calls first", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/a.jsonl`;
  const line = (model: string, endpoint: string, user: string) =>
    interactionLine({ url: `{${endpoint}}/chat/completions`, body: { model, messages: [], user } });
  await writeTape(path, [line("a", "x", "1"), line("b", "x", "2"), line("b", "x", "3"), line("b", "a", "4")]);
  const { rows } = await cassetteStats([path], lenses);
  assertEquals(rows.map(({ model, endpoint, calls }) => [model, endpoint, calls]), [
    ["b", "x", 2],
    ["b", "a", 1],
    ["a", "x", 1],
  ]);
});

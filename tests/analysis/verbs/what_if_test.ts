import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { loadRun, summarize, whatIf } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { loadEmbeddedEndpoints } from "../../../src/catalog/mod.ts";
import { costOf, estimateCost } from "../../../src/catalog/cost/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { EndpointRecord, Price } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

const PRICE = { kind: "tokens", inputUsd: "0.000001", outputUsd: "0.00001", cacheReadUsd: "0.0000001" } as const;
const NIGHT = {
  ...PRICE,
  overrides: [{ utcStart: "16:30", utcEnd: "00:30", rates: { inputUsd: "0.0000005", outputUsd: "0.000005" } }],
} as const;

function costs(frame: Awaited<ReturnType<typeof loadRun>>, name = "cost_usd"): unknown[] {
  return frame.getColumn(name).toArray();
}

Deno.test("a run at another price costs what its tokens cost there", async () => {
  const frame = await frameOf([
    makeAttempt({ inputTokens: 1000, cacheReadTokens: 400, outputTokens: 100, costUsd: "1" }),
    makeAttempt({ cellIndex: 1, inputTokens: 10, outputTokens: 1, costUsd: null }),
  ]);
  const then = await whatIf(frame, { prices: PRICE });
  // 600 plain at a millionth, 400 cached at a tenth of it, 100 out at a hundred-thousandth.
  assertEquals(costs(then), [0.0006 + 0.00004 + 0.001, 0.00002]);
  assertEquals(costs(then, "cost_before_usd"), [1, null]);
  assertEquals(costs(then, "cost_source"), ["tokens", "tokens"]);
  assertEquals(
    [...costs(then, "cost_reason"), ...costs(then, "cost_note"), ...costs(then, "priced_as")],
    Array(6).fill(null),
  );
  assertEquals(then.columns.filter((name) => !frame.columns.includes(name)), [
    "cost_before_usd",
    "cost_reason",
    "priced_as",
    "cost_note",
  ]);
  assertEquals(summarize(then, []).getColumn("cost_total_usd").toArray(), [0.00166]);
});

Deno.test("at the price of the run nothing changes, whatever was used", async () => {
  const count = fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: null });
  const usage = fc.record({
    inputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    outputTokens: count,
    reasoningTokens: count,
  });
  const price = fc.constantFrom<Price>(
    PRICE,
    NIGHT,
    { ...PRICE, reasoningUsd: "0.00002", requestUsd: "0.01", discount: "0.25" },
    { ...PRICE, overrides: [{ minPromptTokens: 5000, rates: { inputUsd: "0.000003" } }] },
    { kind: "hour", hourUsd: "0.9", slots: 4 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(usage, fc.integer({ min: 0, max: 23 })), { minLength: 1, maxLength: 8 }),
      price,
      async (calls, one) => {
        const attempts = calls.map(([usage, hour], cellIndex) => {
          const startedAt = `2026-01-02T${String(hour).padStart(2, "0")}:31:07.123Z`;
          const basis = { usage, reportedCostUsd: null, timing: { latencyMs: 60 + cellIndex } };
          const { usd, source } = costOf(basis, one, { inFlight: null, at: startedAt });
          return makeAttempt({
            cellIndex,
            ...usage,
            latencyMs: 60 + cellIndex,
            startedAt,
            costUsd: usd,
            costSource: source,
          });
        });
        const frame = await frameOf(attempts);
        const then = await whatIf(frame, { prices: { [attempts[0].endpoint]: one } });
        assertEquals(costs(then), costs(frame));
        assertEquals(
          costs(then, "cost_reason").map((reason) => reason === null),
          costs(frame).map((cost) => cost !== null),
        );
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("another hour: for all calls, or on the day of each", async () => {
  const at = (startedAt: string, cellIndex: number) =>
    makeAttempt({ cellIndex, startedAt, inputTokens: 1_000_000, outputTokens: 0 });
  const frame = await frameOf([at("2026-01-02T12:00:00.000Z", 0), at("2026-01-02T23:00:00.000Z", 1)]);
  const ask = async (at?: string) => costs(await whatIf(frame, { prices: NIGHT, at }));
  assertEquals(await ask(), [1, 0.5]);
  assertEquals(await ask("2026-01-02T20:00:00Z"), [0.5, 0.5]);
  assertEquals(await ask("12:00"), [1, 1]);
  assertEquals(await ask("00:15"), [0.5, 0.5]);
  const weekend = { ...PRICE, overrides: [{ utcDays: ["saturday"], rates: { inputUsd: "0" } }] } as const;
  // The second of January 2026 is a Friday.
  assertEquals(costs(await whatIf(frame, { prices: weekend, at: "2026-01-03T12:00:00Z" })), [0, 0]);
  assertEquals(costs(await whatIf(frame, { prices: weekend, at: "12:00" })), [1, 1]);
});

Deno.test("another endpoint's price comes from the catalog that ships, with what it cannot know", async () => {
  const { endpoints } = await loadEmbeddedEndpoints();
  const record = endpoints.find(({ price }) => price?.kind === "tokens" && Number(price.inputUsd) > 0)!;
  const frame = await frameOf([makeAttempt({ inputTokens: 1000, outputTokens: 50 })]);
  const then = await whatIf(frame, { endpoint: record.key });
  const usage = {
    inputTokens: 1000,
    outputTokens: 50,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
  };
  assertEquals(costs(then), [Number(estimateCost(record, usage).usd)]);
  assertEquals(costs(then, "priced_as"), [record.key]);
  assertEquals(costs(then, "cost_note"), [
    "tokens as smollm2-135m counts them, whose tokenizer and answers are others",
  ]);
  assertEquals(costs(await whatIf(frame, { endpoint: record })), costs(then));
});

Deno.test("a note says what another endpoint does otherwise, and nothing of the own one", async () => {
  const [known] = (await loadEmbeddedEndpoints()).endpoints;
  const other = (model: string, key: string): EndpointRecord => ({ ...known, key, model, price: PRICE });
  const of = async (model: string, cacheReadTokens: number | null, endpoint: EndpointRecord) => {
    const frame = await frameOf([makeAttempt({ model, endpoint: `${model}@here`, cacheReadTokens, inputTokens: 100 })]);
    return costs(await whatIf(frame, { endpoint }), "cost_note")[0];
  };
  assertEquals(
    await of("openai/gpt-4o", null, other("openai/gpt-5", "openai/gpt-5@there")),
    "tokens as of openai/gpt-4o, whose answers have other lengths",
  );
  assertEquals(await of("m", 10, other("m", "m@there")), "cached tokens as at m@here");
  assertEquals(await of("m", null, other("m", "m@there")), null);
  assertEquals(await of("m", 10, other("m", "m@here")), null);
});

Deno.test("without a price each call has that of its own endpoint in the catalog", async () => {
  const [known] = (await loadEmbeddedEndpoints()).endpoints;
  const asked: unknown[] = [];
  const catalog = {
    endpoints(model: string, ask: { readonly network: false }) {
      asked.push([model, ask]);
      if (model === "gone") return Promise.reject(new UserError("Cannot find the model"));
      return Promise.resolve({ endpoints: [{ ...known, key: "m@a", model: "m", price: NIGHT }] });
    },
  };
  const call = (endpoint: string, cellIndex: number) =>
    makeAttempt({ endpoint, cellIndex, model: endpoint.split("@")[0], inputTokens: 1_000_000, outputTokens: 0 });
  const frame = await frameOf([call("m@a", 0), call("m@b", 1), call("gone@a", 2)]);
  const then = await whatIf(frame, { at: "18:00", catalog });
  assertEquals(costs(then), [0.5, null, null]);
  assertStringIncludes(String(costs(then, "cost_reason")[1]), "no price is known");
  assertEquals(costs(then, "priced_as"), ["m@a", "m@b", "gone@a"]);
  assertEquals(asked[0], ["m", { network: false }]);
});

Deno.test("what was not billed costs nothing anywhere, and what was not counted is unknown", async () => {
  const failed = { status: "failed", score: null, scores: {}, output: null, outputTokens: null } as const;
  const frame = await frameOf([
    makeAttempt({
      ...failed,
      final: false,
      httpStatus: 429,
      inputTokens: null,
      costUsd: null,
      errorKind: "rate_limited",
    }),
    makeAttempt({ try: 2, inputTokens: null }),
    makeAttempt({ cellIndex: 1, ...failed, inputTokens: 1_000_000, outputTokens: 0, httpStatus: 200, costUsd: null }),
  ]);
  const then = await whatIf(frame, { prices: PRICE });
  assertEquals(costs(then), [null, null, 1]);
  assertEquals(costs(then, "cost_reason"), ["the try was not billed", "the input was not counted", null]);
});

Deno.test("prices by the hour, of batches, and of models", async () => {
  const frame = await frameOf([
    makeAttempt({ endpoint: "m@a", model: "m", latencyMs: 3600, inputTokens: 1_000_000, outputTokens: 0 }),
    makeAttempt({ cellIndex: 1, endpoint: "n@a", model: "n", inputTokens: 1_000_000, outputTokens: 0 }),
  ]);
  const hour = { kind: "hour", hourUsd: "2", slots: null } as const;
  assertEquals(costs(await whatIf(frame, { prices: hour, inFlight: 4 }))[0], 0.0005);
  assertStringIncludes(
    String(costs(await whatIf(frame, { prices: hour }), "cost_reason")[0]),
    "how many calls share it",
  );
  assertEquals(costs(await whatIf(frame, { prices: { ...PRICE, batchDiscount: "0.5" }, batch: true })), [0.5, 0.5]);
  assertEquals(costs(await whatIf(frame, { prices: { "m@a": PRICE, n: { ...PRICE, inputUsd: "0.000003" } } })), [1, 3]);
  assertEquals(costs(await whatIf(frame, { prices: { n: PRICE } })), [null, 1]);
});

Deno.test("as if nothing was cached, for prices that do not say what that costs", async () => {
  const frame = await frameOf([
    makeAttempt({ inputTokens: 1000, cacheReadTokens: 900, cacheWriteTokens: 50, outputTokens: 0 }),
  ]);
  const { cacheReadUsd: _, ...plain } = { ...PRICE, cacheRatesUnknown: true } as const;
  const then = await whatIf(frame, { prices: plain });
  assertEquals(costs(then), [null]);
  assertStringIncludes(String(costs(then, "cost_reason")[0]), "of its cached tokens");
  assertEquals(costs(await whatIf(frame, { prices: plain, caching: "none" })), [0.001]);
  assertEquals(costs(await whatIf(frame, { prices: PRICE, caching: "counted" })), [0.0001 + 0.00009]);
});

Deno.test("a question upon an answer starts from it", async () => {
  const frame = await frameOf([makeAttempt({ inputTokens: 1_000_000, outputTokens: 0, costUsd: "7" })]);
  const twice = await whatIf(await whatIf(frame, { prices: PRICE }), { prices: { ...PRICE, inputUsd: "0.000002" } });
  assertEquals([costs(twice), costs(twice, "cost_before_usd")], [[2], [1]]);
  assertEquals(new Set(twice.columns).size, twice.width);
});

Deno.test("an empty run, and a large one, keep their rows", async () => {
  const frame = await frameOf(makeAttempts({ cells: 300, seed: "large", retryShare: 0.3 }));
  const then = await whatIf(frame, { prices: PRICE });
  assertEquals(
    then.drop("cost_usd", "cost_source", "cost_before_usd", "cost_reason", "priced_as", "cost_note").toRecords(),
    frame.drop("cost_usd", "cost_source").toRecords(),
  );
  assertEquals((await whatIf(frame.head(0), { prices: PRICE })).height, 0);
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  assertEquals((await whatIf(await loadRun({ ledger }), { at: "12:00" })).height, 0);
});

Deno.test("a question that says nothing, too much, or names what is not there is the user's mistake", async () => {
  const frame = await frameOf([makeAttempt()]);
  const refused = (options: Parameters<typeof whatIf>[1], text: string) =>
    assertRejects(() => whatIf(frame, options), UserError, text);
  await refused({}, "one of prices, endpoint, at, batch and caching must be given");
  await refused({ prices: PRICE, endpoint: "m@a" }, "both prices and an endpoint");
  await refused({ prices: PRICE, at: "25:00" }, 'current value is "25:00"');
  await refused({ prices: PRICE, at: "2026-01-02" }, "RFC 3339");
  await refused({ prices: { "smollm2-135m@local/q4_9": PRICE } }, "did you mean");
  await refused({ endpoint: "nobody/nothing@openrouter" }, "the catalog has no such endpoint");
  await refused({ endpoint: "nonsense" }, "the catalog has no such endpoint");
  const typed = (prices: object) => ({ prices: prices as typeof PRICE });
  await refused(typed({ ...PRICE, inputUsd: "x" }), 'inputUsd must be decimal text such as "0.00000015"');
  await refused(typed({ ...PRICE, outputUsd: 2e-7 }), "current value is 2e-7");
  await refused(typed({ m: { ...PRICE, overrides: [{ rates: { inputUsd: "$1" } }] } }), 'current value is "$1"');
});

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { modelUse } from "../../../src/ledger/mod.ts";
import type { Attempt, EndpointUse, ErrorKind, Ledger } from "../../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import type { LedgerTest } from "./ledger_contract.ts";

const LIVE: Partial<Attempt> = {
  endpoint: "acme/parrot@coop",
  model: "acme/parrot",
  provider: "coop",
  source: "live",
  billed: true,
  score: null,
};

async function ledgerOf(open: () => Promise<Ledger>, rows: readonly Partial<Attempt>[]) {
  const ledger = await open();
  await ledger.startRun(makeRun());
  await ledger.append(rows.map((row, cellIndex) => makeAttempt({ ...LIVE, cellIndex, ...row })));
  return ledger;
}

const failed = (errorKind: ErrorKind): Partial<Attempt> => ({
  status: "failed",
  errorKind,
  outputTps: null,
  ttftMs: null,
});

/** What every ledger says of endpoints that were asked. */
export const ENDPOINT_USE: readonly LedgerTest[] = [
  ["nothing was asked of nobody", async (open) => {
    await using ledger = await open();
    assertEquals(await ledger.endpointUse(), []);
  }],

  ["what runs paid is summed exactly, and what nobody knows is counted and is not nothing", async (open) => {
    await using ledger = await ledgerOf(open, [
      { costUsd: "0.1" },
      { costUsd: "0.2", startedAt: "2026-03-01T00:00:00.000Z" },
      { costUsd: null, startedAt: "2026-02-01T00:00:00.000Z" },
      { costUsd: "5", source: "replay", billed: false },
      { costUsd: null, httpStatus: 429, ...failed("rate_limited") },
      { endpoint: "acme/finch@coop", model: "acme/finch", costUsd: null },
      { endpoint: "acme/wren@coop", model: "acme/wren", costUsd: "7", source: "replay", billed: false },
    ]);
    const use = byEndpoint(await ledger.endpointUse());
    const parrot = use["acme/parrot@coop"];
    assertEquals([parrot.tries, parrot.billed, parrot.costUsd, parrot.unknown], [5, 4, "0.3", 1]);
    assertEquals(parrot.lastUsedAt, "2026-03-01T00:00:00.000Z");
    assertEquals([use["acme/finch@coop"].costUsd, use["acme/finch@coop"].unknown], [null, 1]);
    assertEquals([use["acme/wren@coop"].costUsd, use["acme/wren@coop"].billed], ["0", 0]);
  }],

  ["what one endpoint of a model has replayed makes the unknown cost of another no known one", async (open) => {
    const rows: Partial<Attempt>[] = [
      { costUsd: null },
      { endpoint: "acme/parrot@other", provider: "other", costUsd: "5", source: "replay", billed: false },
    ];
    await using ledger = await ledgerOf(open, rows);
    const [unknown] = await modelUse(ledger);
    assertEquals([unknown.costUsd, unknown.unknown, unknown.billed], [null, 1, 1]);
    await using replayed = await ledgerOf(open, rows.slice(1));
    assertEquals((await modelUse(replayed)).map(({ costUsd }) => costUsd), ["0"]);
    await using known = await ledgerOf(open, [...rows, { costUsd: "0.5" }]);
    assertEquals((await modelUse(known)).map(({ costUsd, unknown }) => [costUsd, unknown]), [["0.5", 1]]);
  }],

  ["medians, scores and error rates are of live tries that were sent", async (open) => {
    await using ledger = await ledgerOf(open, [
      { ttftMs: 10, latencyMs: 100, outputTps: 50, score: 1 },
      { ttftMs: 30, latencyMs: 300, outputTps: 70, score: 0 },
      { ttftMs: 900, latencyMs: 900, outputTps: 1, score: 1, source: "replay", billed: false },
      { latencyMs: 5000, ...failed("server_error") },
      { latencyMs: 1, ...failed("breaker_open") },
      { latencyMs: 1, ...failed("aborted") },
      { latencyMs: 200, status: "unrecordable", errorKind: "unrecordable", ttftMs: 20, outputTps: null },
    ]);
    const [use] = await ledger.endpointUse();
    assertEquals([use.tries, use.live, use.errorRate], [7, 4, 0.25]);
    assertEquals([use.ttftMs, use.latencyMs, use.outputTps, use.score], [20, 200, 60, 0.5]);
  }],

  ["of an endpoint that was only replayed nothing is known", async (open) => {
    await using ledger = await ledgerOf(open, [{ source: "replay", billed: false, score: 1 }]);
    const [use] = await ledger.endpointUse();
    assertEquals(
      [use.live, use.errorRate, use.ttftMs, use.latencyMs, use.outputTps, use.score],
      [0, null, null, null, null, null],
    );
  }],

  ["one model's endpoints can be asked for, and who asks again is told of what has come since", async (open) => {
    await using ledger = await ledgerOf(open, [
      { endpoint: "acme/parrot@coop" },
      { endpoint: "acme/parrot@other", provider: "other" },
      { endpoint: "acme/finch@coop", model: "acme/finch" },
      { endpoint: "acme/n\0l@coop", model: "acme/n\0l" },
    ]);
    const names = async (model: string) => (await ledger.endpointUse({ model })).map(({ endpoint }) => endpoint).sort();
    assertEquals(await names("acme/parrot"), ["acme/parrot@coop", "acme/parrot@other"]);
    assertEquals(await names("acme/n\0l"), ["acme/n\0l@coop"]);
    assertEquals(await names("acme/none"), []);
    await ledger.append([makeAttempt({ ...LIVE, cellIndex: 9, startedAt: "2027-01-01T00:00:00.000Z" })]);
    const [parrot] = (await modelUse(ledger)).filter(({ model }) => model === "acme/parrot");
    assertEquals([parrot.tries, parrot.lastUsedAt], [3, "2027-01-01T00:00:00.000Z"]);
    assertEquals(parrot.endpoints.map(({ endpoint, tries }) => [endpoint, tries]), [
      ["acme/parrot@coop", 2],
      ["acme/parrot@other", 1],
    ]);
  }],

  ["every figure is what a plain loop finds", async (open) => {
    await fc.assert(
      fc.asyncProperty(fc.array(TRY, { maxLength: 60 }), async (rows) => {
        await using ledger = await ledgerOf(open, rows);
        const found = byEndpoint(await ledger.endpointUse());
        const expected = plainLoop(rows.map((row) => makeAttempt({ ...LIVE, ...row })));
        assertEquals(Object.keys(found).sort(), Object.keys(expected).sort());
        for (const [name, { score, ...rest }] of Object.entries(expected)) {
          const { score: foundScore, ...foundRest } = found[name];
          assertEquals(foundRest, rest);
          // The order in which numbers are added is the database's.
          if (score === null || foundScore === null) assertEquals(foundScore, score);
          else assertAlmostEquals(foundScore, score, 1e-12);
        }
      }),
      { numRuns: 8 },
    );
  }],
];

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { freq: 3 });
const TRY: fc.Arbitrary<Partial<Attempt>> = fc.record({
  endpoint: fc.constantFrom("acme/parrot@coop", "acme/parrot@other"),
  costUsd: maybe(fc.nat(9_999_999).map((n) => `0.0000${n}`)),
  httpStatus: maybe(fc.constantFrom(200, 429, 500)),
  errorKind: maybe(
    fc.constantFrom<ErrorKind>("rate_limited", "server_error", "cassette_miss", "aborted", "timeout", "tool_rounds"),
  ),
  ttftMs: maybe(fc.nat(100_000).map((n) => n / 7)),
  latencyMs: maybe(fc.nat(100_000).map((n) => n / 3)),
  outputTps: maybe(fc.nat(1000).map((n) => n / 9)),
  score: maybe(fc.nat(10).map((n) => n / 10)),
  source: fc.constantFrom("live", "replay", "resumed"),
  startedAt: fc.nat(99).map((n) => `2026-01-01T00:00:00.${String(n).padStart(3, "0")}Z`),
}).map((row) => ({
  ...row,
  billed: row.source !== "replay",
  status: row.errorKind === null ? "ok" : "failed",
}));

const isGivenUp = (errorKind: ErrorKind | null) => errorKind === "aborted" || errorKind === "timeout";
const UNSENT = new Set<string | null>(["cassette_miss", "aborted"]);

function plainLoop(rows: readonly Attempt[]): Record<string, EndpointUse> {
  const uses: Record<string, EndpointUse> = {};
  for (const endpoint of new Set(rows.map((row) => row.endpoint))) {
    const own = rows.filter((row) => row.endpoint === endpoint);
    const paid = own.filter(({ billed }) => billed);
    const known = paid.filter(({ costUsd }) => costUsd !== null);
    const unknown = own.filter(({ costUsd, httpStatus, errorKind, source }) =>
      source !== "replay" && costUsd === null && (httpStatus ?? (isGivenUp(errorKind) ? 0 : 400)) < 400
    );
    const live = own.filter(({ source, errorKind }) => source === "live" && !UNSENT.has(errorKind));
    const bad = live.filter(({ errorKind }) => errorKind !== null && errorKind !== "tool_rounds");
    const scores = live.flatMap(({ score }) => score === null ? [] : [score]);
    const sum = known.reduce((total, { costUsd }) => total.plus(Decimal.parse(costUsd!)), Decimal.fromInteger(0));
    uses[endpoint] = {
      endpoint,
      model: own[0].model,
      provider: own[0].provider,
      tries: own.length,
      billed: paid.length,
      costUsd: known.length === 0 && unknown.length > 0 ? null : sum.toString(),
      unknown: unknown.length,
      lastUsedAt: own.map(({ startedAt }) => startedAt).sort().at(-1)!,
      live: live.length,
      errorRate: live.length === 0 ? null : bad.length / live.length,
      ttftMs: middle(live.map(({ ttftMs }) => ttftMs)),
      latencyMs: middle(live.filter((row) => !bad.includes(row)).map(({ latencyMs }) => latencyMs)),
      outputTps: middle(live.map(({ outputTps }) => outputTps)),
      score: scores.length === 0 ? null : scores.reduce((a, b) => a + b) / scores.length,
    };
  }
  return uses;
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const half = (known.length - 1) / 2;
  const [low, high] = [known[Math.floor(half)], known[Math.ceil(half)]];
  return low + (high - low) * (half - Math.floor(half));
}

function byEndpoint(uses: readonly EndpointUse[]): Record<string, EndpointUse> {
  assert(new Set(uses.map(({ endpoint }) => endpoint)).size === uses.length);
  return Object.fromEntries(uses.map((use) => [use.endpoint, use]));
}

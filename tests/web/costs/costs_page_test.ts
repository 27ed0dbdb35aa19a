import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { type TestDashboard, testDashboard } from "../../support/dashboard.ts";

const FRAGMENT = { "x-fragment": "1" };
const DAY_MS = 86_400_000;
/** Behind the day on which the replayed run was recorded. */
const TODAY_MS = Date.UTC(2028, 0, 1);

const PAID: Partial<Attempt> = {
  runId: "run_2",
  endpoint: "m/a@box",
  model: "m/a",
  provider: "box",
  source: "live",
  billed: true,
  httpStatus: 200,
  costUsd: "0.5",
  inputTokens: 1000,
  outputTokens: 5,
};

/** So many days before today, at the first second. */
function ago(days: number): string {
  return new Date(TODAY_MS - days * DAY_MS + 1000).toISOString();
}

/** A dashboard over tries beside those of a replayed run. */
async function withTries(rows: readonly Partial<Attempt>[]): Promise<TestDashboard> {
  const test = await testDashboard({ clock: new VirtualClock(new Date(TODAY_MS)), prompts: ["sum-7-5"] });
  const ledger = (await test.sources.ledger())!;
  await ledger.startRun(makeRun({ runId: "run_2" }));
  await ledger.append(rows.map((row, cellIndex) => makeAttempt({ ...PAID, cellIndex, try: 1, ...row })));
  return test;
}

/** What a person reads: without marks, spaces as one. */
function words(html: string): string {
  return html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

const part = async (test: TestDashboard, query: string) =>
  words(await test.text(`/costs${query}`, { headers: FRAGMENT }));

Deno.test("without a ledger the page says how to get one", async () => {
  await using test = await testDashboard({ prompts: [] });
  assertStringIncludes(words(await test.text("/costs")), "There is no ledger yet: run a sweep first");
});

Deno.test("what was paid stands by day, what was replayed and what is unknown apart", async () => {
  await using test = await withTries([
    { startedAt: ago(0) },
    { startedAt: ago(1), costUsd: null },
    { startedAt: ago(1) },
    { startedAt: ago(2), costUsd: null },
    { startedAt: ago(3), source: "replay", billed: false },
    { startedAt: ago(40), costUsd: "7" },
  ]);
  const text = await part(test, "?by=day");
  assertMatch(text, /\$0\.5 paid today \$1\+ paid in 7 days \$1\+ paid in 30 days \$8\+ paid in all \$0\.5\d* saved/);
  assertMatch(
    text,
    /2027-12-31 0\.5\+ 2 1 0 0 2,000 10 2 2027-12-30 – 1 1 0 0 1,000 5 1 2027-12-29 0 0 0 1 0\.5 0 0 1 /,
  );
  assert(!text.includes("2027-11-22"), "what is longer ago is left out");
  const html = await test.text("/costs?by=day");
  assertMatch(html, /<svg role="img" aria-label="Paid each day from 2027-12-03 to [^"]*: \$1\+ in all, on 2 days of/);
  assertStringIncludes(html, "Hollow bars leave out calls of unknown cost, as on 2 days");
  assert(!/ style=/.test(html));
});

Deno.test("costs are summed by what is asked for, since when it is asked for", async () => {
  await using test = await withTries([
    { startedAt: ago(0) },
    { startedAt: ago(5), provider: "other", model: "m/b", endpoint: "m/b@other", costUsd: "2" },
    { startedAt: ago(40), costUsd: "7" },
  ]);
  assertMatch(await part(test, "?by=provider&since=7d"), /other 2 1 .* box 0\.5 1 /);
  assertMatch(await part(test, "?by=model&since=all"), /m\/a 7\.50 2 .* m\/b 2 1 /);
  assertMatch(await part(test, "?by=endpoint&since=1d"), /m\/a@box 0\.5 1 /);
  assertMatch(
    await part(test, `?by=endpoint&since=${ago(5).slice(0, 10)}`),
    /By endpoint, since 2027-12-27 .* m\/b@other 2/,
  );
  const runs = await test.text("/costs?by=run&since=all");
  assertStringIncludes(runs, `<a href="/runs/run_2">run_2</a>`);
});

Deno.test("a wrong question is answered with what may be asked", async () => {
  await using test = await withTries([]);
  for (
    const [query, says] of [
      ["by=colour", "must be one of day, provider, model, endpoint, run: current value is &quot;colour&quot;"],
      [
        "since=soon",
        "must be a date such as 2026-11-01, an age such as 30d, or all: current value is &quot;soon&quot;",
      ],
      ["since=2026-13-45", "must be a date"],
      ["since=99999999999999d", "must be a date"],
    ]
  ) {
    const response = await test.get(`/costs?${query}`);
    assertEquals(response.status, 400, query);
    assertStringIncludes(await response.text(), says);
  }
});

Deno.test("a forecast needs three days, and says what it is made of", async () => {
  await using few = await withTries([{ startedAt: ago(1) }, { startedAt: ago(2) }]);
  assertStringIncludes(await part(few, ""), "There is none yet: something must have been paid on three days");
  await using enough = await withTries([1, 2, 3, 4].map((days) => ({ startedAt: ago(days) })));
  const text = await part(enough, "");
  assertStringIncludes(text, "All of 2028-01 $15.50 ($15.50 to $15.50) , of which $0 was spent");
  assertStringIncludes(text, "The next 30 days $15 ($15 to $15)");
  assertStringIncludes(text, "If it goes on as from 2027-12-28 to 2027-12-31, 4 days with a cost: mean of 4 days");
});

Deno.test("bounds of the configuration stand beside what was spent, and judges by themselves", async () => {
  await using test = await withTries([{ startedAt: ago(0) }]);
  assert(!(await part(test, "")).includes("Bounds"));
  const path = `${test.folder}/tapedeck.toml`;
  const toml = await Deno.readTextFile(path);
  const limited = toml.replace("[[endpoints]]", `[providers.box.limits]\nusd_per_day = "5"\n\n[[endpoints]]`);
  await Deno.writeTextFile(path, `${limited}\n[alerts]\nusd_per_hour = "2"\n`);
  const ledger = (await test.sources.ledger())!;
  const at = ago(0);
  const scoring = { runId: "run_2", number: 2, scorers: ["judge"], config: {}, configHash: "h", createdAt: at };
  await ledger.startScoring({ ...scoring, endedAt: null });
  const verdict = { runId: "run_2", number: 2, name: "judge", score: 1, calls: 2, at };
  await ledger.appendScores([
    { ...verdict, cellIndex: 0, costUsd: "0.25" },
    { ...verdict, cellIndex: 1, costUsd: null },
  ]);
  await (test.sources.clock as VirtualClock).advance(2_000);
  const text = await part(test, "");
  assertStringIncludes(text, "Bounds box $0.5 today of $5 in any day Alert from $2 in an hour");
  assertMatch(text, /Judges and other scorers that make calls .* judge 4 0\.25\+ 1 /);
});

Deno.test("hundreds of days are drawn as weeks, and rows of any names are texts", async () => {
  const hostile = `"><img src=x onerror=alert(1)>`;
  await using test = await withTries([
    ...Array.from({ length: 400 }, (_, days) => ({ startedAt: ago(days) })),
    { startedAt: ago(0), provider: hostile, endpoint: `m/a@${hostile}`, model: hostile },
  ]);
  const html = await test.text("/costs?by=provider&since=all");
  assertStringIncludes(html, "Paid every 7 days");
  const bars = html.match(/<rect /g)!.length;
  assert(bars > 50 && bars <= 120, `${bars}`);
  assert(!html.includes("<img"));
  for (const by of ["model", "endpoint"]) assert(!(await test.text(`/costs?by=${by}`)).includes("<img"));
});

Deno.test("what comes into the ledger while the page is open is there with the next question", async () => {
  await using test = await withTries([{ startedAt: ago(0) }]);
  assertStringIncludes(await part(test, ""), "$0.5 paid today");
  const ledger = (await test.sources.ledger())!;
  await ledger.append([makeAttempt({ ...PAID, cellIndex: 9, try: 1, startedAt: ago(0) })]);
  await (test.sources.clock as VirtualClock).advance(2_000);
  assertStringIncludes(await part(test, ""), "$1 paid today");
});

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { Decimal, UserError, VirtualClock } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { parsePlan, type RunOptions, type RunSummary, runSweep, type SweepPlan } from "../../../src/sweep/mod.ts";
import { HastyClock } from "../../support/hasty_clock.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan } from "../_parrot.ts";
import { judgeTable, startJudged } from "../scoring/_judged.ts";

const PRICE = { inputUsd: Decimal.parse("0.000001"), outputUsd: Decimal.parse("0.000002") };

/** What the server has answered, and what it charges for it. */
class Bill {
  requests = 0;
  tokens = 0;
  usd = Decimal.fromInteger(0);
  readonly providers = new Map<string, number>();

  add(provider: string, inputTokens: number, outputTokens: number): void {
    this.requests++;
    this.tokens += inputTokens + outputTokens;
    this.usd = this.usd.plus(PRICE.inputUsd.times(Decimal.fromInteger(inputTokens)))
      .plus(PRICE.outputUsd.times(Decimal.fromInteger(outputTokens)));
    this.providers.set(provider, (this.providers.get(provider) ?? 0) + 1);
  }
}

/** A network that answers with a share of the tokens that it was allowed, at known prices; every so-manyeth call fails. */
function network(bill: Bill, { share = 1, failEvery = 0, slow = 0 } = {}): typeof globalThis.fetch {
  let calls = 0;
  return async (input, init) => {
    const body = JSON.parse(String(init?.body));
    const number = ++calls;
    for (let turn = 0; turn < (slow === 0 ? 0 : number % slow); turn++) await Promise.resolve();
    const provider = new URL(String(input)).hostname.split(".")[0];
    if (failEvery > 0 && number % failEvery === 0) {
      bill.add(provider, 0, 0);
      return Response.json({ error: { message: "Busy" } }, { status: 503, headers: { "retry-after": "0" } });
    }
    const text = JSON.stringify(body.messages);
    const usage = {
      prompt_tokens: Math.max(1, Math.floor(text.length * share)),
      completion_tokens: Math.max(1, Math.floor(body.max_tokens * share)),
    };
    bill.add(provider, usage.prompt_tokens, usage.completion_tokens);
    return Response.json({
      id: "1",
      object: "chat.completion",
      created: 1,
      model: "parrot",
      choices: [{ index: 0, message: { role: "assistant", content: "Yes" }, finish_reason: "stop" }],
      usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    });
  };
}

interface Grid {
  readonly providers?: readonly string[];
  readonly prompts?: number;
  readonly repeats?: number;
  readonly maxTokens?: number | null;
  readonly rest?: string;
  readonly price?: string | null;
}

function gridPlan(grid: Grid = {}): Promise<SweepPlan> {
  const { providers = ["one"], prompts = 20, repeats = 1, maxTokens = 100, rest = "" } = grid;
  const { price = '{ input_per_1m_usd = "1", output_per_1m_usd = "2" }' } = grid;
  const endpoints = providers.map((name) =>
    `[[endpoints]]
key = "acme/parrot@${name}"
base_url = "http://${name}.invalid/v1"
${price === null ? "" : `price = ${price}`}`
  );
  const items = Array.from({ length: prompts }, (_, i) => `{ id = "p${i}", word = "${"word".repeat(i % 7 + 1)}" }`);
  return parsePlan(
    `name = "budgets"
repeats = ${repeats}
stream = false
${maxTokens === null ? "" : `[parameters]\nmax_tokens = ${maxTokens}`}
${endpoints.join("\n")}
[prompts]
template = "Say {{word}}"
items = [${items.join(", ")}]
[run]
max_tries = 3
${rest}
`,
    { path: "budgets.toml" },
  );
}

/** A run that paid, and what the summary says of it. */
async function run(plan: SweepPlan, options: RunOptions): Promise<RunSummary> {
  return await runSweep(plan, { ...options, prices: () => Promise.resolve(new Map()) });
}

Deno.test("a budget in dollars ends the run, which says what was spent and how to go on; more of it goes on", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const plan = await gridPlan({ rest: '[budget]\nusd = "0.0015"' });
  const options = parrotOptions(dir.path, { fetch: network(bill, { share: 0.5 }) });
  const first = await run(plan, options);
  assertEquals([first.interrupted, first.failed, first.budget], [true, 0, null]);
  const [stop] = first.stops!;
  assertEquals([stop.scope, stop.reason], ["run", "budget"]);
  assertMatch(
    stop.message,
    /^The budget of the run is used up: 0\.0012\d+ of 0\.0015 US dollars spent, and the next call/,
  );
  assertMatch(stop.advice, /usd in \[budget\] or --budget-usd/);
  assertEquals(first.spending!.map(({ scope, spent }) => [scope, spent.usd, spent.requests]), [
    ["run", bill.usd.toString(), first.ok],
  ]);
  assertEquals(first.costUsd, bill.usd.toString());

  const same = await run(plan, options);
  assertEquals([same.runId, same.ok, bill.requests], [first.runId, first.ok, first.ok], "all sessions count together");
  const whole = await run(plan, { ...options, runBudget: { usd: "1" } });
  assertEquals([whole.runId, whole.ok, whole.interrupted, bill.requests], [first.runId, 20, false, 20]);
  assertEquals(whole.spending![0].spent.usd, bill.usd.toString());
  const replayed = await run(plan, parrotOptions(dir.path, { mode: "replay" }));
  assertEquals([replayed.resultsHash, replayed.interrupted], [whole.resultsHash, false], "a replay costs nothing");
});

Deno.test("a replay of a recording that a budget ended leaves the same cells", async () => {
  using dir = tempDir();
  const plan = await gridPlan({ rest: "[budget]\nrequests = 7" });
  const recorded = await run(plan, parrotOptions(dir.path, { fetch: network(new Bill()) }));
  const replayed = await run(plan, parrotOptions(dir.path, { mode: "replay" }));
  assertEquals([replayed.ok, replayed.failed, replayed.resultsHash], [7, 0, recorded.resultsHash]);
  assertEquals([replayed.stops, replayed.interrupted], [recorded.stops, true]);
});

Deno.test("a provider's budget leaves its own cells alone", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const plan = await gridPlan({ providers: ["one", "two"], rest: "[budget.providers.one]\nrequests = 4" });
  const summary = await run(plan, parrotOptions(dir.path, { fetch: network(bill) }));
  assertEquals([...bill.providers].sort(), [["one", 4], ["two", 20]]);
  assertEquals(summary.stops!.map(({ scope, endpoints }) => [scope, endpoints]), [
    ["provider:one", ["acme/parrot@one"]],
  ]);
  assertMatch(summary.stops![0].advice, /requests in \[budget\.providers\.one\]$/);
});

Deno.test("tries that fail count, also those of cells that a budget has cut off", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const plan = await gridPlan({ rest: "[budget]\nrequests = 9" });
  const options = parrotOptions(dir.path, { fetch: network(bill, { failEvery: 3 }), concurrency: 1 });
  const first = await run(plan, options);
  assertEquals([bill.requests, first.ok], [9, 6]);
  const second = await run(plan, { ...options, runBudget: { requests: 12 } });
  assertEquals(bill.requests, 12, "a try that is on the tape is not paid twice, and not forgotten");
  assertEquals(second.spending![0].spent.requests, 12);
});

Deno.test("after its time no call is made, and the time of all sessions counts", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const clock = new VirtualClock();
  const fetch: typeof globalThis.fetch = (...call) => {
    clock.advance(60_000);
    return network(bill)(...call);
  };
  const plan = await gridPlan({ rest: "[budget]\nminutes = 5" });
  const options = parrotOptions(dir.path, { fetch, clock, concurrency: 1 });
  const first = await run(plan, options);
  assertEquals([first.ok, first.interrupted, bill.requests], [5, true, 5]);
  assertMatch(first.stops![0].message, /5 of 5 minutes spent$/);
  const same = await run(plan, options);
  assertEquals([same.ok, bill.requests], [5, 5]);
  const more = await run(plan, { ...options, runBudget: { minutes: 8 } });
  assertEquals([more.ok, bill.requests], [8, 8]);
});

Deno.test("what a killed session had paid is read from its rows", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const plan = await gridPlan({ rest: "[budget]\nrequests = 8" });
  const options = parrotOptions(dir.path, { fetch: network(bill) });
  const first = await run(plan, options);
  {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const { manifest: { budget: _, ...manifest } } = (await ledger.run(first.runId))!;
    await ledger.updateRun(first.runId, { status: "running", manifest });
  }
  await run(plan, { ...options, runBudget: { requests: 10 } });
  assertEquals(bill.requests, 10);
});

Deno.test("dollars without a price are refused before the first call, with the names of all such endpoints", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const plan = await gridPlan({ providers: ["one", "two"], price: null, rest: '[budget]\nusd = "1"' });
  const options = parrotOptions(dir.path, { fetch: network(bill) });
  const error = await assertRejects(() => run(plan, options), UserError);
  assertMatch(error.message, /have no price.*\n {2}acme\/parrot@one\n {2}acme\/parrot@two/);
  assertEquals([error.exitCode, bill.requests], [2, 0]);
  const ofTwo = await gridPlan({
    providers: ["one", "two"],
    price: null,
    rest: '[budget.providers.two]\nusd = "1"',
  });
  const second = await assertRejects(() => run(ofTwo, options), UserError);
  assert(!second.message.includes("@one"), second.message);
});

Deno.test("dollars or tokens of answers without a limit are refused before the first call", async () => {
  using dir = tempDir();
  const options = parrotOptions(dir.path, { fetch: network(new Bill()) });
  for (const limit of ['usd = "1"', "tokens = 1000"]) {
    const plan = await gridPlan({ maxTokens: null, rest: `[budget]\n${limit}` });
    const error = await assertRejects(() => run(plan, options), UserError);
    assertMatch(error.message, /answers of these have no limit: set max_tokens.*\n {2}acme\/parrot@one/);
  }
});

Deno.test("no grid, concurrency or budget makes a run pay more, over failures and sessions, and it stops no sooner", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        providers: fc.constantFrom(["one"], ["one", "two"]),
        prompts: fc.integer({ min: 1, max: 12 }),
        repeats: fc.integer({ min: 1, max: 3 }),
        maxTokens: fc.integer({ min: 1, max: 300 }),
      }),
      fc.record({
        concurrency: fc.integer({ min: 1, max: 16 }),
        share: fc.double({ min: 0.05, max: 1, noNaN: true }),
        failEvery: fc.constantFrom(0, 3, 5),
        slow: fc.constantFrom(0, 3),
      }),
      fc.array(fc.record({ micros: fc.integer({ min: 1, max: 9000 }), requests: fc.integer({ min: 1, max: 60 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
      async (grid, { concurrency, ...how }, budgets) => {
        using dir = tempDir();
        const bill = new Bill();
        const clock = new HastyClock();
        const plan = await gridPlan(grid);
        const options = parrotOptions(dir.path, { fetch: network(bill, how), concurrency, clock });
        let most = { usd: Decimal.fromInteger(0), requests: 0 };
        for (const { micros, requests } of budgets) {
          const usd = Decimal.parse(`${micros}e-6`);
          most = {
            usd: usd.compare(most.usd) > 0 ? usd : most.usd,
            requests: Math.max(requests, most.requests),
          };
          const runBudget = { usd: usd.toString(), requests };
          const summary = await clock.while(run(plan, { ...options, runBudget }));
          assert(bill.usd.compare(most.usd) <= 0, `${bill.usd} of ${most.usd} paid`);
          assert(bill.requests <= most.requests, `${bill.requests} of ${most.requests} requests`);
          const [{ spent, reserved }] = summary.spending!;
          assertEquals([spent.usd, spent.requests], [bill.usd.toString(), bill.requests]);
          assertEquals(reserved, { requests: 0, tokens: 0, usd: "0" });
          if (!summary.interrupted) return;
          const { what, limit, needed } = summary.stops![0].exhausted!;
          const own = what === "usd" ? bill.usd : Decimal.fromInteger(bill.requests);
          assert(own.plus(Decimal.parse(needed)).compare(Decimal.parse(limit)) > 0, "there was room for another call");
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("shards never spend more than the run's budget together, over all of their sessions", async () => {
  using dir = tempDir();
  const bill = new Bill();
  const plan = await gridPlan({ rest: '[budget]\nrequests = 9\nusd = "1"\n' });
  const shard = (index: number) =>
    run(plan, {
      ...parrotOptions(dir.path, { mode: "passthrough", cassettePath: null, runId: "sharded" }),
      fetch: network(bill),
      shard: { index, of: 2 },
    });
  const first = [await shard(1), await shard(2)];
  assertEquals(first.map(({ ok, spending = [] }) => [ok, spending[0].limits.requests, spending[0].limits.usd]), [
    [5, 5, "0.5"],
    [4, 4, "0.5"],
  ]);
  const second = [await shard(1), await shard(2)];
  assertEquals([second.map(({ spending = [] }) => spending[0].spent.requests), bill.requests], [[5, 4], 9]);
});

Deno.test("a judge's provider is paid by its own budget also after a kill", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const rest = `${judgeTable(server.baseUrl)}[budget.providers.bench]\nrequests = 4\n`;
  const plan = await parrotPlan(server.baseUrl, { prompts: 2, rest });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const first = await run(plan, options);
  assertEquals([first.ok, server.asked.length], [4, 4]);
  {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const { budget: _, ...manifest } = (await ledger.run(first.runId))!.manifest;
    // A session that was killed writes nothing down at its end.
    await ledger.updateRun(first.runId, { manifest, status: "running", endedAt: null });
  }
  const second = await run(plan, options);
  assertEquals([second.ok, server.asked.length], [4, 4]);
});

import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import type { Lane, LimitSettings } from "../../../src/spec/mod.ts";
import { Limiter, LimitRefusedError, type PermitUse } from "../../../src/transport/limiter/mod.ts";
import { QuickClock } from "./_quick_clock.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CENT = 0.01;

/** One call of the world below; money is in whole cents. */
interface Call {
  readonly scopes: readonly string[];
  readonly endpoint: string;
  readonly lane: Lane;
  readonly input: number;
  readonly output: number;
  readonly cents: number;
  readonly atMs: number;
  readonly latencyMs: number;
  /** The share of the estimate that is really used. */
  readonly share: number;
  readonly outcome: PermitUse["outcome"];
  readonly unknownUse: boolean;
  /** When the caller gives up waiting; `null`: never. */
  readonly patienceMs: number | null;
}

interface World {
  readonly settings: { readonly [scope: string]: LimitSettings };
  readonly budgets: { readonly [scope: string]: number | undefined };
  readonly calls: readonly Call[];
}

/** What became of a call. */
interface Story {
  readonly call: Call;
  readonly askedMs: number;
  grantedMs: number | null;
  settledMs: number | null;
  queueMs: number | null;
  end: "served" | "refused" | "gaveUp" | null;
}

const SCOPES = ["wide", "middle", "narrow"] as const;
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const settings: fc.Arbitrary<LimitSettings> = fc.record({
  requestsPerMinute: optional(fc.integer({ min: 5, max: 60 })),
  requestsPerDay: optional(fc.integer({ min: 150, max: 400 })),
  tokensPerMinute: optional(fc.integer({ min: 400, max: 4000 })),
  inputTokensPerMinute: optional(fc.integer({ min: 200, max: 2000 })),
  outputTokensPerMinute: optional(fc.integer({ min: 200, max: 2000 })),
  usdPerMinute: optional(fc.integer({ min: 20, max: 200 }).map(usd)),
  usdPerDay: optional(fc.integer({ min: 1000, max: 5000 }).map(usd)),
  burst: optional(fc.integer({ min: 1, max: 20 })),
  concurrency: optional(fc.integer({ min: 1, max: 20 })),
  adaptive: optional(fc.boolean()),
});

const call: fc.Arbitrary<Call> = fc.record({
  scopes: fc.subarray([...SCOPES], { minLength: 1 }),
  endpoint: fc.constantFrom("a", "b", "c", "d"),
  lane: fc.constantFrom<Lane>("interactive", "normal", "bulk"),
  input: fc.integer({ min: 0, max: 200 }),
  output: fc.integer({ min: 0, max: 200 }),
  cents: fc.integer({ min: 0, max: 20 }),
  atMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
  latencyMs: fc.integer({ min: 0, max: 90_000 }),
  share: fc.constantFrom(0, 0.25, 0.5, 1),
  outcome: fc.constantFrom("ok", "ok", "ok", "ok", "rateLimited", "overloaded", "failed", "notSent"),
  unknownUse: fc.boolean(),
  patienceMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { freq: 4 }),
});

const world: fc.Arbitrary<World> = fc.record({
  settings: fc.record({ wide: settings, middle: settings, narrow: settings }),
  budgets: fc.record({
    wide: fc.option(fc.integer({ min: 100, max: 1500 }), { nil: undefined, freq: 2 }),
    middle: fc.constant(undefined),
    narrow: fc.constant(undefined),
  }),
  calls: fc.array(call, { minLength: 100, maxLength: 130 }),
});

Deno.test("no limit is ever exceeded, nobody is forgotten, and nothing is held by those that wait", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (world) => {
      const { stories, limiter, clock } = await live(world);
      for (const story of stories) assertEquals(story.end === null, false, JSON.stringify(story));
      for (const { queueMs, grantedMs, askedMs } of stories) {
        if (grantedMs !== null) assertEquals(queueMs, grantedMs - askedMs);
      }
      for (const scope of SCOPES) assertKept(scope, { world, stories });
      await clock.run(clock.nowMs() + 2 * DAY_MS);
      for (const { limits, inFlight, waiting } of limiter.status()) {
        assertEquals([inFlight, waiting], [0, 0]);
        for (const { limit, used } of limits) if (limit !== "budgetUsd") assertEquals(Number(used), 0, limit);
      }
      assert(clock.isIdle);
    }),
    { numRuns: 40 },
  );
});

/** Let all of it happen, until nothing moves any more. */
async function live(world: World): Promise<{ stories: Story[]; limiter: Limiter; clock: QuickClock }> {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stories: Story[] = [];
  const lives = world.calls.map((call) => liveOne(call, { world, clock, limiter, stories }));
  await clock.step(0);
  while (!clock.isIdle) {
    await clock.step();
    assertNothingHeld({ world, clock, limiter, stories });
  }
  await Promise.all(lives);
  return { stories, limiter, clock };
}

interface Living {
  readonly world: World;
  readonly clock: QuickClock;
  readonly limiter: Limiter;
  readonly stories: Story[];
}

/** Calls that wait hold nothing in any of their scopes. */
function assertNothingHeld({ clock, limiter, stories }: Living): void {
  for (const { scope, inFlight, limits } of limiter.status()) {
    const granted = stories.filter(({ call, grantedMs }) => grantedMs !== null && call.scopes.includes(scope));
    assertEquals(inFlight, granted.filter(({ settledMs }) => settledMs === null).length);
    const budget = limits.find(({ limit }) => limit === "budgetUsd");
    const cents = granted.reduce((sum, story) => sum + amountAt(story, "cents", clock.nowMs()), 0);
    if (budget !== undefined) assertEquals(Number(budget.used), cents / 100);
  }
}

async function liveOne(call: Call, { world, clock, limiter, stories }: Living): Promise<void> {
  await clock.sleep(call.atMs);
  const story: Story = { call, askedMs: clock.nowMs(), grantedMs: null, settledMs: null, queueMs: null, end: null };
  stories.push(story);
  const stop = new AbortController();
  const patience = new AbortController();
  if (call.patienceMs !== null) clock.sleep(call.patienceMs, patience.signal).then(() => stop.abort("late"), () => {});
  try {
    const permit = await limiter.reserve({
      scopes: call.scopes.map((id) => {
        const budget = world.budgets[id];
        return { id, settings: world.settings[id], ...budget === undefined ? {} : { budgetUsd: usd(budget) } };
      }),
      endpoint: call.endpoint,
      lane: call.lane,
      inputTokens: call.input,
      outputTokens: call.output,
      usd: usd(call.cents),
    }, stop.signal);
    story.grantedMs = clock.nowMs();
    story.queueMs = permit.queueMs;
    patience.abort();
    await clock.sleep(call.latencyMs);
    story.settledMs = clock.nowMs();
    permit.settle(useOf(call));
    story.end = "served";
  } catch (error) {
    patience.abort();
    if (error !== "late") assertRefusal(error, { call, world, stories, nowMs: clock.nowMs() });
    story.end = error === "late" ? "gaveUp" : "refused";
  }
}

function useOf({ unknownUse, input, output, cents, share, outcome }: Call): PermitUse {
  return {
    inputTokens: unknownUse ? null : Math.floor(input * share),
    outputTokens: unknownUse ? null : Math.floor(output * share),
    usd: unknownUse ? null : usd(Math.floor(cents * share)),
    outcome,
    latencyMs: null,
  };
}

/** What a call counts at a moment: its estimate while it runs, then what it used. */
function amountAt({ call, settledMs }: Story, unit: "requests" | "input" | "output" | "cents", atMs: number): number {
  const estimate = unit === "requests" ? 1 : call[unit];
  if (settledMs === null || settledMs > atMs) return estimate;
  if (call.outcome === "notSent") return 0;
  if (unit === "requests") return 1;
  if (call.unknownUse) return call.outcome === "rateLimited" ? 0 : estimate;
  return Math.floor(estimate * call.share);
}

type Meter = readonly [limit: number | undefined, windowMs: number, amount: (story: Story, atMs: number) => number];

function metersOf(set: LimitSettings): Meter[] {
  const unit = (name: "requests" | "input" | "output" | "cents") => (story: Story, atMs: number) =>
    amountAt(story, name, atMs);
  const tokens = (story: Story, atMs: number) => unit("input")(story, atMs) + unit("output")(story, atMs);
  const cents = (text?: string) => text === undefined ? undefined : Math.round(Number(text) / CENT);
  return [
    [set.requestsPerMinute, MINUTE_MS, unit("requests")],
    [set.requestsPerDay, DAY_MS, unit("requests")],
    [set.tokensPerMinute, MINUTE_MS, tokens],
    [set.inputTokensPerMinute, MINUTE_MS, unit("input")],
    [set.outputTokensPerMinute, MINUTE_MS, unit("output")],
    [cents(set.usdPerMinute), MINUTE_MS, unit("cents")],
    [cents(set.usdPerDay), DAY_MS, unit("cents")],
  ];
}

/** All that the limits of a scope say, at every moment at which a call was let go. */
function assertKept(scope: string, { world, stories }: { world: World; stories: readonly Story[] }): void {
  const set = world.settings[scope];
  const granted = stories.filter(({ call, grantedMs }) => grantedMs !== null && call.scopes.includes(scope));
  for (const { grantedMs: nowMs } of granted) {
    const begun = granted.filter(({ grantedMs }) => grantedMs! <= nowMs!);
    for (const [limit, windowMs, amount] of metersOf(set)) {
      if (limit === undefined) continue;
      const recent = begun.filter(({ grantedMs }) => grantedMs! > nowMs! - windowMs);
      assertLessOrEqual(recent.reduce((sum, story) => sum + amount(story, nowMs!), 0), limit);
    }
    const running = begun.filter(({ settledMs }) => settledMs === null || settledMs > nowMs!);
    assertLessOrEqual(running.filter(({ settledMs }) => settledMs! > nowMs!).length, set.concurrency ?? Infinity);
    assertOutputKept(set, { begun, nowMs: nowMs! });
    assertBurstKept(set, { begun, nowMs: nowMs! });
    const spent = begun.reduce((sum, story) => sum + amountAt(story, "cents", nowMs!), 0);
    assertLessOrEqual(spent, world.budgets[scope] ?? Infinity);
  }
}

/** Wherever between the start and the end of a call its output is counted, the limit holds. */
function assertOutputKept(set: LimitSettings, { begun, nowMs }: { begun: readonly Story[]; nowMs: number }): void {
  const counted = begun.filter(({ settledMs }) => settledMs === null || settledMs > nowMs - MINUTE_MS);
  const sum = counted.reduce((sum, story) => sum + amountAt(story, "output", nowMs), 0);
  assertLessOrEqual(sum, set.outputTokensPerMinute ?? Infinity);
}

/** In any time, no more than the burst and what has come back since. */
function assertBurstKept(
  { burst, requestsPerMinute }: LimitSettings,
  { begun, nowMs }: { begun: readonly Story[]; nowMs: number },
): void {
  if (burst === undefined || requestsPerMinute === undefined) return;
  for (const { grantedMs: fromMs } of begun) {
    const between = begun.filter((story) => story.grantedMs! >= fromMs! && story.call.outcome !== "notSent").length;
    assertLessOrEqual(between, burst + (nowMs - fromMs!) * requestsPerMinute / MINUTE_MS + 1e-6);
  }
}

function assertRefusal(
  error: unknown,
  { call, world, stories, nowMs }: { call: Call; world: World; stories: readonly Story[]; nowMs: number },
): void {
  if (!(error instanceof LimitRefusedError)) throw error;
  const { scope, limit } = error.refusal;
  if (limit === "budgetUsd") {
    const ended = stories.filter(({ call, settledMs }) => settledMs !== null && call.scopes.includes(scope));
    const spent = ended.reduce((sum, story) => sum + amountAt(story, "cents", nowMs), 0);
    assert(spent + call.cents > world.budgets[scope]!, "a call was refused that the budget could have paid");
    return;
  }
  const asked = limit.startsWith("usd")
    ? call.cents * CENT
    : limit.startsWith("tokens")
    ? call.input + call.output
    : limit.startsWith("input")
    ? call.input
    : call.output;
  assert(asked > Number(world.settings[scope][limit as keyof LimitSettings]), `${limit} refused ${asked}`);
}

function usd(cents: number): string {
  return (cents / 100).toFixed(2);
}

import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { Decimal, UserError, VirtualClock } from "../../../src/base/mod.ts";
import { type BudgetAsk, MemoryBudgetStore, type PlanBudget, RunBudget } from "../../../src/sweep/budget/mod.ts";

function budgetOf(limits: PlanBudget, more: { clock?: VirtualClock; usedMs?: number } = {}) {
  const store = new MemoryBudgetStore();
  return { store, budget: new RunBudget({ limits, store, clock: new VirtualClock(), ...more }) };
}

const ask = (tokens: number, usd = "0", provider = "acme"): BudgetAsk => ({ provider, tokens, usd });

async function spentOf(budget: RunBudget, scope = "run") {
  return (await budget.levels()).find((level) => level.scope === scope)!.spent;
}

Deno.test("what was reserved and not used is there for the next call", async () => {
  const { budget } = budgetOf({ tokens: 100 });
  const first = await budget.reserve(ask(80));
  assert(first.ok);
  await first.settle({ tokens: 15, usd: null });
  await first.settle({ tokens: 15, usd: null });
  const second = await budget.reserve(ask(80));
  assert(second.ok);
  await second.settle("unsent");
  assertEquals(await spentOf(budget), { requests: 1, tokens: 15, usd: "0" });
  const third = await budget.reserve(ask(86));
  assertEquals(third, {
    ok: false,
    exhausted: { scope: "run", what: "tokens", limit: "100", spent: "15", needed: "86" },
  });
  assertEquals((await budget.reserve(ask(1))).ok, false, "what was refused once stays refused");
});

Deno.test("a call waits for what calls in flight hold back, and is told so", async () => {
  const { budget } = budgetOf({ usd: "1" });
  const first = await budget.reserve(ask(1, "0.7"));
  const waits: string[] = [];
  const second = budget.reserve({ ...ask(1, "0.7"), onWait: (scope) => waits.push(scope) });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(waits, ["run"]);
  assert(first.ok);
  await first.settle({ tokens: 1, usd: "0.25" });
  assertEquals((await second).ok, true);
});

Deno.test("a wait ends with its signal", async () => {
  const { budget } = budgetOf({ requests: 1 });
  await budget.reserve(ask(1));
  const controller = new AbortController();
  const waiting = budget.reserve(ask(1), controller.signal);
  controller.abort(new Error("over"));
  await assertRejects(() => waiting, Error, "over");
});

Deno.test("a provider's own budget refuses its calls alone", async () => {
  const { budget } = budgetOf({ requests: 10, providers: { acme: { requests: 1 } } });
  const permit = await budget.reserve(ask(1));
  assert(permit.ok);
  await permit.settle({ tokens: 1, usd: "0" });
  const refused = await budget.reserve(ask(1));
  assertEquals(refused.ok ? null : refused.exhausted.scope, "provider:acme");
  assertEquals((await budget.reserve(ask(1, "0", "other"))).ok, true);
  assertEquals([budget.refusal("acme")?.what, budget.refusal("other")], ["requests", null]);
});

Deno.test("after its time a budget lets no call go, whatever earlier sessions took included", async () => {
  const clock = new VirtualClock();
  const { budget } = budgetOf({ minutes: 30, providers: { slow: { minutes: 1 } } }, { clock, usedMs: 60_000 });
  assertEquals((await budget.reserve(ask(1))).ok, true);
  const slow = await budget.reserve(ask(1, "0", "slow"));
  assertEquals(slow.ok ? null : slow.exhausted, {
    scope: "provider:slow",
    what: "minutes",
    limit: "1",
    spent: "1",
    needed: "0",
  });
  clock.advance(29 * 60_000);
  assertEquals(budget.refusal("acme")?.what, "minutes");
});

Deno.test("what nobody knows of a call is refused only where it is limited", async () => {
  const unknown: BudgetAsk = { provider: "acme", tokens: null, usd: null };
  assertEquals((await budgetOf({ requests: 1 }).budget.reserve(unknown)).ok, true);
  await assertRejects(() => budgetOf({ tokens: 1 }).budget.reserve(unknown), UserError, "uses at most");
  await assertRejects(
    () => budgetOf({ providers: { acme: { usd: "1" } } }).budget.reserve(unknown),
    UserError,
    "costs at most",
  );
  assertEquals(budgetOf({ providers: { acme: { usd: "1" } } }).budget.needsBounds("acme"), {
    usd: true,
    tokens: false,
  });
});

/** A call that reserves `most` and uses a share of it, after so many turns. */
interface Call {
  readonly provider: string;
  readonly most: number;
  readonly share: number;
  readonly turns: number;
  readonly ending: "answered" | "unknown" | "unsent";
}

const call: fc.Arbitrary<Call> = fc.record({
  provider: fc.constantFrom("acme", "other"),
  most: fc.integer({ min: 1, max: 40 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  turns: fc.integer({ min: 0, max: 5 }),
  ending: fc.constantFrom("answered", "answered", "answered", "unknown", "unsent"),
});

Deno.test("no grid, concurrency or budget makes calls spend more, and little is left while calls remain", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(call, { maxLength: 60 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 0, max: 600 }),
    async (calls, concurrency, cents) => {
      const limit = Decimal.parse(`${cents}e-2`);
      const { budget } = budgetOf({ usd: limit.toString() });
      let refusedNeed: Decimal | null = null;
      const line = calls.values();
      const worker = async () => {
        for (const { provider, most, share, turns, ending } of line) {
          const usd = Decimal.parse(`${most}e-2`);
          const permit = await budget.reserve({ provider, tokens: most, usd: usd.toString() });
          const [run] = await budget.levels();
          const held = Decimal.parse(run.spent.usd).plus(Decimal.parse(run.reserved.usd));
          assert(held.compare(limit) <= 0, `${held} of ${limit} spent or reserved`);
          if (!permit.ok) {
            refusedNeed ??= Decimal.parse(permit.exhausted.needed);
            return;
          }
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          const used = { tokens: 1, usd: `${Math.floor(most * share)}e-2` };
          await permit.settle(
            ending === "unsent" ? "unsent" : ending === "unknown" ? { tokens: null, usd: null } : used,
          );
        }
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      const [run] = await budget.levels();
      if (run === undefined) return;
      const spent = Decimal.parse(run.spent.usd);
      assert(spent.compare(limit) <= 0);
      assertEquals(run.reserved, { requests: 0, tokens: 0, usd: "0" }, "nothing stays reserved");
      if (refusedNeed !== null) assert(limit.minus(spent).compare(refusedNeed) < 0, `${spent} of ${limit} spent`);
    },
  ));
});

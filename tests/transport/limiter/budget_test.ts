import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { Limiter, LimitRefusedError, type LimitScope, type Permit } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

/** Calls within a budget, each of which may cost 0.40 USD. */
function spender(budgetUsd = "1") {
  const limiter = new Limiter({ clock: new QuickClock() });
  const scope: LimitScope = { id: "budget:run", settings: {}, budgetUsd };
  const reserve = (usd: string | null = "0.40", scopes = [scope]) => limiter.reserve({ ...askOf({}), scopes, usd });
  const left = () => limiter.status()[0].limits.find(({ limit }) => limit === "budgetUsd")?.remaining;
  return { limiter, scope, reserve, left };
}

Deno.test("what calls in flight may cost is held back, and what they do not cost is there again", async () => {
  const { reserve, left } = spender();
  const [first, second] = [await reserve(), await reserve()];
  assertEquals(left(), "0.2");
  let third: Permit | null = null;
  reserve().then((permit) => third = permit);
  await Promise.resolve();
  assertEquals(third, null);
  first.settle(ok({ usd: "0.10" }));
  await Promise.resolve();
  assertInstanceOf(third, Object);
  second.settle(ok({ usd: "0.25" }));
  assertEquals(left(), "0.25");
});

Deno.test("a call is refused when no call that ends could make room for it, and says how much is spent", async () => {
  const { reserve } = spender();
  (await reserve("0.7")).settle(ok());
  const error = await assertRejects(
    () => reserve(),
    LimitRefusedError,
    "Cannot make the call as the budget is 1 USD, 0.7 of it is spent, and the rest is less than the call may take, " +
      "which fewer output tokens make less: current value is 0.4",
  );
  assertEquals(error.refusal, {
    scope: "budget:run",
    limit: "budgetUsd",
    limitValue: "1",
    used: "0.7",
    asked: "0.4",
  });
});

Deno.test("those that wait for a budget are refused as soon as it is spent", async () => {
  const { reserve, limiter } = spender();
  const [first, second] = [await reserve(), await reserve()];
  const waiting = [reserve(), reserve()].map((call) => call.catch((error) => error));
  first.settle(ok());
  second.settle(ok());
  for (const error of await Promise.all(waiting)) assertInstanceOf(error, LimitRefusedError);
  assertEquals(limiter.status()[0].waiting, 0);
});

Deno.test("a call that nobody can price is refused under a budget, and under any limit in USD", async () => {
  const { reserve } = spender();
  await assertRejects(
    () => reserve(null),
    LimitRefusedError,
    "the budget is 1 USD, and nothing tells what it may cost: give the endpoint a price, and the request a limit of output tokens",
  );
  for (const settings of [{ usdPerMinute: "1" }, { usdPerDay: "1" }]) {
    await assertRejects(
      () => reserve(null, [{ id: "p", settings }]),
      LimitRefusedError,
      "nothing tells what it may cost",
    );
  }
  await reserve(null, [{ id: "free", settings: {} }]);
});

Deno.test("a hundred callers at once never spend more than there is", async () => {
  const { reserve, left } = spender("5");
  const ends = await Promise.all(Array.from({ length: 100 }, async () => {
    const permit = await reserve().catch(() => null);
    permit?.settle(ok());
    return permit !== null;
  }));
  assertEquals(ends.filter((isMade) => isMade).length, 12);
  assertEquals(left(), "0.2");
});

Deno.test("a refusal of the provider costs nothing where nobody says what it cost, any other failure its estimate", async () => {
  const { reserve, left } = spender();
  (await reserve()).settle(ok({ outcome: "rateLimited" }));
  (await reserve()).settle(ok({ outcome: "notSent", usd: "0.4" }));
  assertEquals(left(), "1");
  (await reserve()).settle(ok({ outcome: "failed" }));
  assertEquals(left(), "0.6");
  (await reserve()).settle(ok({ outcome: "rateLimited", usd: "0.05" }));
  assertEquals(left(), "0.55");
});

Deno.test("a budget that is raised lets those go that waited for it", async () => {
  const { reserve, scope } = spender();
  await reserve("0.9");
  const waiting = reserve();
  const other = await reserve("0.05", [{ ...scope, budgetUsd: "2" }]);
  assertEquals((await waiting).queueMs, 0);
  other.settle(ok());
});

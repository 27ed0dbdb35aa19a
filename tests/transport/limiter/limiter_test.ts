import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { Limiter, LimitRefusedError } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok, track } from "./_limiter_kit.ts";

Deno.test("a call goes at once where nothing is limited", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const permit = await limiter.reserve(askOf({}));
  assertEquals(permit.queueMs, 0);
  permit.settle(ok());
});

Deno.test("a fourth request waits until the first three have left the minute", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  const calls = track(clock, Array.from({ length: 4 }, () => limiter.reserve(askOf({ requestsPerMinute: 3 }))));
  await clock.advance(0);
  await clock.advance(120_000);
  assertEquals(calls.startedAt(), [0, 0, 0, 61_000]);
  assertEquals(calls.permits().map(({ queueMs }) => queueMs), [0, 0, 0, 61_000]);
});

Deno.test("a call that is larger than a limit of the user is refused and names the limit", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const error = await assertRejects(
    () => limiter.reserve({ ...askOf({ tokensPerMinute: 100 }), inputTokens: 90, outputTokens: 20 }),
    LimitRefusedError,
    "Cannot make the call as 'tokensPerMinute' of p is 100, less than it needs: current value is 110",
  );
  assertInstanceOf(error, LimitRefusedError);
  assertEquals(error.refusal, { scope: "p", limit: "tokensPerMinute", limitValue: "100", used: null, asked: "110" });
});

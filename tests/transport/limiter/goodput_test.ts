import { assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { type Counting, type Figures, providerWorld, type WorldOptions } from "./_provider_world.ts";

const COUNTINGS: readonly Counting[] = ["fixed", "sliding", "bucket"];
const LIMITS = { requests: 1200, tokens: 400_000 };
const SETTINGS = { requests: "requestsPerMinute", tokens: "tokensPerMinute" } as const;
const NOTHING_SAID = { settings: {}, tells: false, retryAfter: false };

/** A hundred callers, more than the limit has room for. */
function run(unit: "requests" | "tokens", options: Partial<WorldOptions> & { counting: Counting }): Promise<Figures> {
  const limit = LIMITS[unit];
  const crowd = { callers: 100, latencyMs: 2000, jitterMs: 200, minutes: 5 };
  return providerWorld({ ...crowd, ...NOTHING_SAID, unit, limit, ...options });
}

for (const unit of ["requests", "tokens"] as const) {
  for (const counting of COUNTINGS) {
    const settings = { [SETTINGS[unit]]: LIMITS[unit] };

    Deno.test(`a known limit of ${unit} (${counting}) is used up, and no call is refused`, async () => {
      for (const tells of [false, true]) {
        const { goodput, wasted } = await run(unit, { counting, settings, tells });
        assertGreaterOrEqual(goodput, 0.95);
        assertLessOrEqual(wasted, 0);
      }
    });

    Deno.test(`a limit of ${unit} (${counting}) that only responses tell of is used up too`, async () => {
      const { goodput, wasted } = await run(unit, { counting, tells: true, retryAfter: true });
      assertGreaterOrEqual(goodput, 0.95);
      assertLessOrEqual(wasted, 0.005);
    });

    Deno.test(`a wrong guess at a limit of ${unit} (${counting}) is put right by the responses`, async () => {
      for (const factor of [0.25, 4]) {
        const guessed = { [SETTINGS[unit]]: LIMITS[unit] * factor };
        const { goodput, wasted } = await run(unit, { counting, guessed, tells: true, retryAfter: true });
        assertGreaterOrEqual(goodput, 0.95);
        assertLessOrEqual(wasted, 0.005);
      }
    });

    Deno.test(`other clients of the account are left room for, few calls are refused (${unit}, ${counting})`, async () => {
      const shared = { counting, settings, tells: true, retryAfter: true, foreignShare: 0.3 };
      const { goodput, wasted } = await run(unit, shared);
      assertGreaterOrEqual(goodput, 0.95);
      assertLessOrEqual(wasted, 0.03);
    });

    Deno.test(`a limit of ${unit} (${counting}) that only refusals tell of costs few calls`, async () => {
      const { goodput, wasted } = await run(unit, { counting, retryAfter: true });
      assertGreaterOrEqual(goodput, 0.75);
      assertLessOrEqual(wasted, 0.03);
    });
  }
}

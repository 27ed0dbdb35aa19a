import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { planHash } from "../../src/sweep/mod.ts";
import { mistakesOf, planOf, planText } from "./_plans.ts";

const DAY = 86_400_000;

Deno.test("the table [cassette] says how the tape is played and recorded", async () => {
  const plan = await planOf({
    rest: `[cassette]
expire = "30d"
expired = "fail"
unused = "error"
repeat = "last"
speed = 1.5
ignore = ["/user", "/metadata/*"]
max_requests = 10
max_tokens = 1_000
max_usd = "1.50"
output_tokens = 256
`,
  });
  assertEquals(plan.cassette, {
    expire: { afterMs: 30 * DAY, expired: "fail" },
    unused: "error",
    repeat: "last",
    speed: 1.5,
    ignore: ["/user", "/metadata/*"],
    budget: { requests: 10, tokens: 1000, usd: "1.50", outputTokens: 256 },
  });
});

Deno.test("the table that the guide shows is one, with everything that it can say", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/cassettes.md", import.meta.url));
  const [, table] = /```toml\n(\[cassette\]\n[^`]+)```/.exec(page)!;
  const { cassette } = await planOf({ rest: table });
  assertEquals(cassette.expire, { afterMs: 90 * DAY, expired: "fail" });
  assertEquals(Object.keys(cassette).sort(), ["budget", "expire", "ignore", "repeat", "speed", "unused"]);
  assertEquals(Object.keys(cassette.budget!).length, 4);
});

Deno.test("what it does not say is not there, and an age alone warns", async () => {
  assertEquals((await planOf()).cassette, {});
  assertEquals((await planOf({ rest: "[cassette]" })).cassette, {});
  assertEquals((await planOf({ rest: '[cassette]\nexpire = "12h"' })).cassette, {
    expire: { afterMs: DAY / 2, expired: "warn" },
  });
});

Deno.test("it is not in the plan's hash, as it changes nothing that is sent", async () => {
  const rest = '[cassette]\nexpire = "1d"\nunused = "error"\nignore = ["/user"]\nmax_usd = "2"';
  assertEquals(planHash(await planOf({ rest })), planHash(await planOf()));
});

/** `[cassette]` with one line, and what is said of it. */
const MISTAKES: readonly (readonly [line: string, said: string])[] = [
  ['expire = "30"', 'cassette.expire must be an age such as 30d, 12h or 90m: current value is "30"'],
  ["expire = 30", "cassette.expire must be an age such as 30d, 12h or 90m: current value is 30"],
  [
    'expired = "fail"',
    'cassette.expired says what becomes of recordings that are too old: it needs "expire" beside it',
  ],
  ['unused = "fail"', 'cassette.unused must be one of "report", "error": current value is "fail"'],
  ['repeat = "first"', 'cassette.repeat must be one of "last": current value is "first"'],
  ["speed = -1", "cassette.speed must be at least 0: current value is -1"],
  [
    'ignore = ["user"]',
    'cassette.ignore[0] must be a JSON Pointer to a field, such as "/user": current value is "user"',
  ],
  ["max_requests = 0", "cassette.max_requests must be at least 1: current value is 0"],
  ["max_tokens = 1.5", "cassette.max_tokens must be a whole number: current value is 1.5"],
  ["max_usd = 1.5", "cassette.max_usd must be a decimal number in quotes"],
  ["max_usds = 1", 'cassette.max_usds is not a known key: did you mean "max_usd"?'],
  ['path = "x"', "cassette.path is not a known key"],
];

for (const [line, said] of MISTAKES) {
  Deno.test(`a mistake is named with its line: ${line}`, async () => {
    const text = planText({ rest: `[cassette]\n${line}` });
    const number = text.split("\n").indexOf(line) + 1;
    const [mistake, ...others] = await mistakesOf(text);
    assert(mistake.startsWith(`plans/test.toml:${number}: ${said}`), mistake);
    assertEquals(others, []);
  });
}

Deno.test("a mode of the plan that names nothing to record anew is refused", async () => {
  const [mistake] = await mistakesOf(planText({ rest: '[run]\nmode = "refresh"' }));
  assertStringIncludes(mistake, 'must be one of "replay", "record", "append", "passthrough"');
});

import { assertEquals } from "@std/assert";
import { planHash } from "../../../src/sweep/mod.ts";
import { mistakesOf, planOf, planText } from "../_plans.ts";

Deno.test("a plan says what its runs may spend, all together and at single providers", async () => {
  const { budget } = await planOf({
    rest: '[budget]\nusd = "5"\ntokens = 2_000_000\nminutes = 30\n[budget.providers.local]\nrequests = 10_000',
  });
  assertEquals(budget, { usd: "5", tokens: 2_000_000, minutes: 30, providers: { local: { requests: 10_000 } } });
  assertEquals((await planOf({ rest: "[budget]" })).budget, undefined);
});

Deno.test("when to stop and when to ask is a matter of how a plan is run", async () => {
  const runOf = async (rest: string) => (await planOf({ rest: `[run]\n${rest}` })).run;
  assertEquals((await runOf("stop_after = 5")).stopAfter, 5);
  assertEquals((await runOf("stop_after = false")).stopAfter, null);
  assertEquals((await runOf('confirm_above_usd = "0.50"')).confirmAboveUsd, "0.50");
  assertEquals("stopAfter" in await runOf(""), false);
});

Deno.test("none of it decides the cells", async () => {
  const hash = async (rest: string) => planHash(await planOf({ rest }));
  assertEquals(await hash('[budget]\nusd = "5"\n[run]\nstop_after = 1\nconfirm_above_usd = "9"'), await hash(""));
});

Deno.test("every mistake is told with its line", async () => {
  const mistakes = (rest: string) => mistakesOf(planText({ rest }));
  assertEquals(await mistakes("[budget]\nusd = 5\ntokens = 0\nhours = 1"), [
    'plans/test.toml:8: budget.usd must be a decimal number in quotes, such as "0.15", not below 0: money is exact: ' +
    "current value is 5",
    "plans/test.toml:9: budget.tokens must be at least 1: current value is 0",
    "plans/test.toml:10: budget.hours is not a known key: it must be one of usd, tokens, requests, minutes, providers",
  ]);
  assertEquals(await mistakes("[budget.providers.other]\nrequests = 1"), [
    "plans/test.toml:7: budget.providers.other is no provider that the plan calls: it calls local",
  ]);
  assertEquals(await mistakes("[run]\nstop_after = true"), [
    "plans/test.toml:8: run.stop_after must be a whole number from 1, or false: current value is true",
  ]);
});

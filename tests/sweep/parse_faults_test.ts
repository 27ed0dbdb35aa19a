import { assertEquals, assertMatch, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { FAULT_NAMES } from "../../src/cassette/mod.ts";
import { loadFaults, parseFaults, planHash } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { mistakesOf, planOf, planText } from "./_plans.ts";

Deno.test("a plan without faults has none", async () => {
  assertEquals((await planOf()).faults, null);
  assertEquals((await planOf({ rest: "[run]\nfault_seed = 7\n" })).faults, null);
});

Deno.test("a plan's faults are read in file order, under the names of the code", async () => {
  const { faults } = await planOf({
    rest: `[run]
fault_seed = 7
[[faults]]
fault = "rate_limit"
after_ms = 2000
when = { call = 3, try = [1, 2], probability = 0.5 }
[[faults]]
fault = "slow_drip"
ms_per_event = 20
[faults.when]
endpoint = "acme/*"
scope = ["cell_a", "cell_b"]
`,
  });
  assertEquals(faults, {
    seed: "7",
    rules: [
      { fault: "rate_limit", afterMs: 2000, when: { call: 3, try: [1, 2], probability: 0.5 } },
      { fault: "slow_drip", msPerEvent: 20, when: { endpoint: "acme/*", scope: ["cell_a", "cell_b"] } },
    ],
  });
});

Deno.test("every fault can stand in a plan", async () => {
  const needed = (name: string) => name === "slow_drip" ? "ms_per_event = 1\n" : "";
  const rest = FAULT_NAMES.map((name) => `[[faults]]\nfault = "${name}"\n${needed(name)}`).join("");
  assertEquals((await planOf({ rest })).faults?.rules.map(({ fault }) => fault), FAULT_NAMES);
});

Deno.test("what is wrong with faults is told with its line, all at once", async () => {
  const head = 'name = "t"\n';
  const rest = `[run]
fault_seed = 1.5
[[faults]]
fault = "rate_limits"
[[faults]]
fault = "server_error"
status = 404
[[faults]]
fault = "idle_timeout"
after_events = 1
[[faults]]
fault = "truncate"
after_event = 1
at_byte = 2
[[faults]]
fault = "slow_drip"
[[faults]]
fault = "reset"
when = { providers = "x", probability = 2 }
`;
  const text = planText({ head, rest });
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split("\n").length;
  const mistakes = await mistakesOf(text);
  assertEquals(mistakes.map((mistake) => Number(/^plans\/test\.toml:(\d+)/.exec(mistake)?.[1])), [
    lineOf("fault_seed"),
    lineOf('fault = "rate_limits"'),
    lineOf("status = 404"),
    lineOf("after_events"),
    lineOf("at_byte"),
    lineOf('[[faults]]\nfault = "slow_drip"'),
    lineOf("when = { providers"),
    lineOf("when = { providers"),
  ]);
  const all = mistakes.join("\n");
  assertMatch(all, /run\.fault_seed must be a whole number or a text: current value is 1\.5/);
  assertMatch(all, /faults\[0\]\.fault must be one of .*did you mean "rate_limit"\?/);
  assertMatch(all, /faults\[1\]\.status must be at least 500: current value is 404/);
  assertMatch(all, /faults\[2\]\.after_events is not a known key: did you mean "after_event"\?/);
  assertMatch(all, /faults\[3\]\.at_byte cannot stand beside after_event/);
  assertMatch(all, /faults\[4\]\.ms_per_event is missing: it must be a (?:whole )?number/);
  assertMatch(all, /faults\[5\]\.when\.providers is not a known key: did you mean "provider"\?/);
});

Deno.test("faults that are no list of tables are told so", async () => {
  assertMatch(
    (await mistakesOf(planText({ head: 'name = "t"\nfaults = "all"\n' })))[0],
    /faults must be a list of tables/,
  );
  const [mistake] = await mistakesOf(planText({ head: 'name = "t"\nfaults = [3]\n' }));
  assertMatch(mistake, /faults\[0\] must be a table: current value is 3/);
});

Deno.test("faults and their seed are a part of the plan's hash, and a plan without keeps its own", async () => {
  const rest = (seed: number, ms: number) =>
    `[run]\nfault_seed = ${seed}\n[[faults]]\nfault = "rate_limit"\nafter_ms = ${ms}\n`;
  const hashes = await Promise.all(["", "[run]\nfault_seed = 3\n", rest(1, 1), rest(2, 1), rest(1, 2), rest(1, 1)]
    .map(async (text) => planHash(await planOf({ rest: text }))));
  assertEquals(hashes[0], hashes[1]);
  assertEquals(hashes[2], hashes[5]);
  assertEquals(new Set(hashes).size, 4);
  assertNotEquals(hashes[0], hashes[2]);
});

Deno.test("a file of faults has a seed and rules", async () => {
  using dir = tempDir();
  const path = `${dir.path}/faults.toml`;
  await Deno.writeTextFile(path, '\uFEFFseed = "night"\n[[faults]]\nfault = "overloaded"\n');
  assertEquals(await loadFaults(path), { seed: "night", rules: [{ fault: "overloaded" }] });
});

Deno.test("a file of faults that is none says what is wrong with it", async () => {
  const message = (toml: string) => assertThrows(() => parseFaults(toml, "f.toml"), UserError).message;
  assertEquals(
    message('seeds = 1\n[[faults]]\nfault = "resets"\n'),
    "Cannot use the faults f.toml as 2 things in it are wrong:\n" +
      '  f.toml:1: seeds is not a known key: did you mean "seed"?\n' +
      `  f.toml:3: faults[0].fault must be one of ${FAULT_NAMES.map((name) => `"${name}"`).join(", ")} ` +
      '(did you mean "reset"?): current value is "resets"',
  );
  assertMatch(message("seed = 1\n"), /faults is missing: there must be at least one rule/);
  assertMatch(message("seed ="), /^Cannot use the faults f\.toml as it is not valid TOML:\n {2}f\.toml:1: /);
  await assertRejects(() => loadFaults("/no/such.toml"), UserError, "Cannot read the faults as there is no such file");
});

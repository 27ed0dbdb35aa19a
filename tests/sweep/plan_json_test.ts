import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { loadProvider } from "../../src/provider/mod.ts";
import {
  cellCount,
  cellsOf,
  loadPlan,
  planFromJson,
  planHash,
  planToJson,
  sampleLines,
  type SweepPlan,
} from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { planOf } from "./_plans.ts";
import { pluginPlan, runnerModule } from "./_plugins.ts";

const overText = async (plan: SweepPlan) => await planFromJson(JSON.parse(JSON.stringify(planToJson(plan))));

const idsOf = (plan: SweepPlan) => Array.from(cellsOf(plan), ({ id, label, requestId }) => [id, label, requestId]);

Deno.test("a plan as JSON has the same hash and the very same cells on the other side", async () => {
  const plan = await planOf({
    head: 'name = "wide"\nrepeats = 2\nseeds = [1, 2]\nstream = false\n',
    rest: `[grid]
temperature = { start = 0, stop = 1, steps = 3 }
[grid.extra]
safe = [true, { level = "high" }]
[score]
exact = true
number = { tolerance = 0.1 }
[run]
cassette = "tape.jsonl"
mode = "record"
[cassette]
max_requests = 5
[[faults]]
fault = "rate_limit"
when = { probability = 0.5 }
`,
  });
  const again = await overText(plan);
  assertEquals(planHash(again), planHash(plan));
  assertEquals(idsOf(again), idsOf(plan));
  assertEquals([again.run, again.cassette, again.faults, again.score], [
    plan.run,
    plan.cassette,
    plan.faults,
    plan.score,
  ]);
});

Deno.test("the samples can travel apart, a line each", async () => {
  const plan = await planOf();
  const lines = [...sampleLines(plan)];
  assertEquals(lines.length, plan.samples.length);
  const head = JSON.parse(JSON.stringify(planToJson(plan, { samplesApart: true })));
  assertEquals("samples" in head, false);
  const asked: number[] = [];
  const source = {
    length: lines.length,
    at: (index: number) => {
      asked.push(index);
      return JSON.parse(lines[index]);
    },
  };
  const again = await planFromJson(head, { lines: source });
  assertEquals(planHash(again), planHash(plan));
  asked.length = 0;
  assertEquals(cellCount(again), cellCount(plan));
  assertEquals(asked, []);
  assertEquals(idsOf(again), idsOf(plan));
  assertEquals(again.samples.at(-1), undefined);
  assertEquals(again.samples.at(lines.length), undefined);
});

Deno.test("no secret travels: an endpoint names the variable of its key, and has no credential", async () => {
  const plan = await planOf({
    endpoints: `[[endpoints]]
key = "acme/parrot@local/q4"
base_url = "http://127.0.0.1:8091/v1"
api_key_env = "PARROT_KEY"
`,
  });
  const secret = { name: "env:PARROT_KEY", reveal: () => "sk-canary-of-plans" };
  const armed = { ...plan, endpoints: plan.endpoints.map((one) => ({ ...one, credential: secret })) };
  const text = JSON.stringify(planToJson(armed));
  assertEquals([text.includes("canary"), text.includes("PARROT_KEY")], [false, true]);
  assertEquals((await planFromJson(JSON.parse(text))).endpoints[0].credential, null);
});

Deno.test("providers from outside travel as the names of their modules", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/acme.ts`, runnerModule("http://127.0.0.1:9"));
  await Deno.writeTextFile(`${folder.path}/plan.toml`, pluginPlan("acme/parrot@acme"));
  const plan = await loadPlan(`${folder.path}/plan.toml`);
  const json = JSON.parse(JSON.stringify(planToJson(plan)));
  assertEquals(json.plugins, [`${folder.path}/acme.ts`]);
  const again = await planFromJson(json, { loadPlugin: loadProvider });
  assertEquals([again.plugins[0].key, idsOf(again)], ["acme", idsOf(plan)]);
  assertEquals(planToJson(again), json);
  await assertRejects(() => planFromJson(json), Error, "nobody says how its providers are loaded");
  const inCode = { ...plan, pluginModules: undefined };
  assertThrows(() => planToJson(inCode), Error, `was given in code, and not by a module in "plugins"`);
});

Deno.test("a plan that was changed on the way, or is of another version, is refused", async () => {
  const json = JSON.parse(JSON.stringify(planToJson(await planOf())));
  await assertRejects(() => planFromJson({ ...json, plan: { ...json.plan, repeats: 2 } }), Error, "its hash differs");
  await assertRejects(() => planFromJson({ ...json, version: 99 }), Error, "another Tapedeck: current value is 99");
  await assertRejects(() => planFromJson("nothing"), Error, "another Tapedeck: current value is none");
});

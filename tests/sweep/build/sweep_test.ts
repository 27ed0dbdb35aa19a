import fc from "fast-check";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { Preferences } from "../../../src/config/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import {
  cellCount,
  cellsOf,
  linspace,
  logspace,
  parsePlan,
  planHash,
  sweep,
  type SweepBuilder,
  type SweepPlan,
} from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { startParrot } from "../_parrot.ts";

const preferences = Preferences.of({});

const small = () =>
  sweep("small").endpoints([{ key: "acme/parrot@local", base_url: "http://127.0.0.1:8091/v1" }])
    .prompts([{ id: "p", prompt: "?" }]);

/** The plan of a builder, and that of the file that says the same. */
async function both(builder: SweepBuilder): Promise<[SweepPlan, SweepPlan]> {
  return [
    await builder.plan({ preferences }),
    await parsePlan(builder.toToml(), { path: "sweep.toml", preferences }),
  ];
}

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
const thousandths = fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000);
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name.filter((key) => key !== "__proto__"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** Axes of any kind, some of them named. */
const axes = fc.record({
  temperature: fc.oneof(
    fc.uniqueArray(thousandths, { minLength: 1, maxLength: 4 }),
    fc.tuple(fc.integer({ min: 1, max: 5 }), thousandths).map(([steps, stop]) => linspace(0, stop + 0.5, steps)),
    fc.constant({ start: 0.1, stop: 1, steps: 4 }),
  ),
  max_tokens: fc.constantFrom(logspace(16, 128, 4), [5], { few: 5, many: 50 }),
  stop: fc.constantFrom(["END", ["a", "b"]], { one: "END" }),
  system: fc.uniqueArray(text.filter((one) => !/[{}]/.test(one)), { minLength: 1, maxLength: 3 }),
  response_format: fc.constantFrom(["text", "json"] as const, { plain: "text", strict: "json" } as const),
  extra: fc.dictionary(
    fc.constantFrom("mirostat", "top_a", "odd name"),
    fc.uniqueArray(json, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) }),
    { maxKeys: 2 },
  ),
}, { requiredKeys: [] });

const builders = fc.record({
  name,
  axes,
  repeats: fc.integer({ min: 1, max: 3 }),
  seeds: fc.option(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 2 }), { nil: undefined }),
  zips: fc.boolean(),
  includes: fc.boolean(),
  when: fc.boolean(),
  questions: fc.array(text, { minLength: 1, maxLength: 3 }),
  stream: fc.boolean(),
}).map(({ name, axes, repeats, seeds, zips, includes, when, questions, stream }) => {
  let builder = sweep(name).description("made up").repeats(repeats).stream(stream)
    .endpoints([{ key: "acme/parrot@local", base_url: "http://127.0.0.1:8091/v1", parameters: { extra: { z: [1] } } }])
    .models("openai/gpt-4o-mini@openai")
    .modelSettings({ "acme/parrot": { parameters: { reasoning_effort: "low" } } })
    .grid(axes)
    .prompts({ template: "Q: {{question}}", items: questions.map((question) => ({ question, expected: "x" })) })
    .score({ exact: true })
    .settings({ concurrency: 3 });
  if (seeds !== undefined) builder = builder.seeds(seeds);
  if (zips) builder = builder.zip({ top_p: [0.5, 0.75], top_k: [1, 2] });
  if (includes && axes.max_tokens !== undefined && !("few" in axes.max_tokens)) {
    builder = builder.include({ max_tokens: 7777 });
  }
  if (when && zips && axes.temperature !== undefined) builder = builder.when({ temperature: { top_k: 2 } });
  return builder;
});

Deno.test("a plan in code and the file that says the same have the same hash and cells", async () => {
  await fc.assert(
    fc.asyncProperty(builders, async (builder) => {
      const [built, read] = await both(builder);
      assertEquals(planHash(built), planHash(read));
      const first = (plan: SweepPlan) => [...cellsOf(plan).take(200)];
      assertEquals(first(built), first(read));
      assertEquals(cellCount(built), cellCount(read));
    }),
    { numRuns: 120 },
  );
});

Deno.test("the order of axes is that of the calls, whatever their values look like in a file", async () => {
  const builder = small().grid({ temperature: { start: 0, stop: 1, steps: 2 }, top_p: [0.5] })
    .zip({ max_tokens: [1, 2], top_k: { start: 1, stop: 2, steps: 2 } }).grid({ min_p: [0] });
  const [built, read] = await both(builder);
  const order = ["temperature", "top_p", "max_tokens", "top_k", "min_p"];
  assertEquals(built.axes.map((axis) => axis.name), order);
  assertEquals(read.axes.map((axis) => axis.name), order);
});

Deno.test("every rule of a grid has a call, and samples and gates too", async () => {
  const builder = small()
    .grid({ temperature: { min: 0, max: 1 }, top_k: { min: 1, max: 100, scale: "log" }, template: { a: "{{prompt}}" } })
    .exclude({ temperature: { above: 0.5 }, provider: "local" })
    .include({ temperature: 2, top_k: 1, template: "a" })
    .sample({ method: "latin-hypercube", count: 10, seed: "s" });
  const [built, read] = await both(builder);
  assertEquals(planHash(built), planHash(read));
  assertEquals(cellCount(built), 6);
});

Deno.test("a call gives a new builder and leaves the old one as it is", async () => {
  const before = small().grid({ temperature: [0] });
  const after = before.grid({ temperature: [0, 1] }).repeats(2);
  assertEquals(cellCount(await before.plan({ preferences })), 1);
  assertEquals(cellCount(await after.plan({ preferences })), 4);
});

Deno.test("what is wrong is told by the call that said it", async () => {
  const cases: readonly (readonly [SweepBuilder, string])[] = [
    [small().grid({ temperature: [0, 3] }), ".grid() temperature[1] must be a number from 0 to 2: current value is 3"],
    [small().grid({ seed: [1] }).exclude({ seed: 1 }).exclude({ seed: 2 }), ".exclude()[1] seed is met by no value"],
    [small().zip({ top_p: [1], top_k: [1, 2] }), '.zip()[0] top_k must have as many values as "top_p"'],
    [small().repeats(0), ".repeats() must be at least 1"],
    [small().modelSettings({ "acme/x": {} }), '.modelSettings() "acme/x" is not the model of any endpoint'],
    [small().endpoints([{ key: "acme" }]), '.endpoints()[1] key must be "author/slug'],
    [sweep("empty").prompts([{ prompt: "?" }]), ".endpoints() is missing"],
  ];
  for (const [builder, said] of cases) {
    const error = await assertRejects(() => builder.plan({ preferences }), UserError);
    assertStringIncludes(error.message, said);
    assertStringIncludes(error.message, 'sweep("');
  }
});

Deno.test("a null, which TOML cannot say, stays in code", async () => {
  const builder = small().grid({ extra: { mirostat: [null, 2] } });
  assertEquals(cellCount(await builder.plan({ preferences })), 2);
  assertThrows(() => builder.toToml(), UserError, 'Cannot write "extra" as TOML');
});

Deno.test("a sweep that is run does what the command line does by default", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const tape = `${dir.path}/tape.jsonl`;
  const builder = sweep("run")
    .endpoints([{ key: "acme/parrot@local", base_url: parrot.baseUrl }])
    .grid({ temperature: { cold: 0, warm: 0.7 } })
    .prompts([{ id: "a", prompt: "one", expected: "one" }, { id: "b", prompt: "two", expected: "two" }])
    .score({ contains: true })
    .settings({ mode: "append", cassette: tape });
  const options = { path: `${dir.path}/sweep.toml`, outRoot: `${dir.path}/runs`, env: () => undefined };
  const part = await builder.run({ ...options, only: ["temperature=warm"] });
  assertEquals([part.cells, part.ok, parrot.requests.length], [2, 2, 2]);
  const whole = await builder.run(options);
  assertEquals([whole.cells, whole.ok, whole.recorded, parrot.requests.length], [4, 4, 2, 4]);
  const played = await builder.run({ ...options, mode: "replay", keepNetwork: true });
  assertEquals([played.resultsHash, parrot.requests.length], [whole.resultsHash, 4]);
  assertMatch(await Deno.readTextFile(`${played.out}/results.csv`), /param_temperature[^]*warm/);
});

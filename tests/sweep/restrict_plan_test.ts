import fc from "fast-check";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { cellCount, cellsOf, planHash, restrictPlan, type SweepPlan } from "../../src/sweep/mod.ts";
import { ENDPOINT, planOf } from "./_plans.ts";

const OTHER = `[[endpoints]]
key = "openai/o3@azure/eu"
base_url = "http://127.0.0.1:8092/v1"
`;

const plan = (rest = "") =>
  planOf({
    head: 'name = "t"\nrepeats = 3\nseeds = [1, 2]\n',
    endpoints: ENDPOINT + OTHER,
    rest: `[grid]
temperature = [0, 0.2, 1]
response_format = ["text", "json"]
stop = { none = ["END"], two = ["a", "b"] }
${rest}`,
  });

const ids = (whole: SweepPlan, ...only: string[]) => [...cellsOf(restrictPlan(whole, only))].map(({ id }) => id);

Deno.test("a part has the cells that meet it, as they are in the whole", async () => {
  const whole = await plan();
  const all = [...cellsOf(whole)];
  const cases: readonly (readonly [only: string[], meets: (cell: typeof all[number]) => boolean])[] = [
    [["temperature=0.2"], ({ axes }) => axes.temperature === 0.2],
    [["temperature=0.20", "temperature=1"], ({ axes }) => axes.temperature !== 0],
    [["response_format=json"], ({ request }) => request.responseFormat?.type === "json"],
    [["stop=tw*"], ({ axes }) => axes.stop === "two"],
    [["endpoint=openai/*@azure*", "seed=2"], ({ endpoint, axes }) => endpoint.provider === "azure" && axes.seed === 2],
    [["model=acme/*"], ({ endpoint }) => endpoint.model === "acme/parrot"],
    [["prompt=cap*", "repeat=2", "repeat=3"], ({ sample, repeat }) => sample.id === "capital" && repeat > 1],
  ];
  for (const [only, meets] of cases) {
    const part = [...cellsOf(restrictPlan(whole, only))];
    const same = ({ index: _, ...cell }: typeof all[number]) => cell;
    assertEquals(part.map(same), all.filter(meets).map(same), only.join(" "));
    assertEquals(part.map(({ index }) => index), part.map((_, i) => i));
  }
});

Deno.test("the parts by each value of anything make up the whole, and have nothing in common", async () => {
  const whole = await plan("[[grid.exclude]]\ntemperature = 0\nstop = 'two'\n[[grid.include]]\ntemperature = 2\n");
  const values = {
    temperature: ["0", "0.2", "1", "2"],
    response_format: ["text", "json"],
    stop: ["none", "two"],
    seed: ["1", "2"],
    endpoint: ["acme/*", "openai/*"],
    prompt: ["sum", "capital"],
    repeat: ["1", "2", "3"],
  };
  fc.assert(
    fc.property(fc.subarray(Object.entries(values), { minLength: 1, maxLength: 3 }), (keys) => {
      let parts: string[][] = [[]];
      for (const [key, list] of keys) {
        parts = parts.flatMap((part) => list.map((value) => [...part, `${key}=${value}`]));
      }
      const found = parts.flatMap((only) => {
        try {
          return ids(whole, ...only);
        } catch (error) {
          // A combination that a rule leaves out.
          if (error instanceof UserError) return [];
          throw error;
        }
      });
      assertEquals(found.toSorted(), ids(whole).toSorted());
    }),
    { numRuns: 40 },
  );
});

Deno.test("a part of a part is the part that meets both", async () => {
  const whole = await plan();
  const nested = restrictPlan(restrictPlan(whole, ["temperature=0.2", "repeat=2"]), ["seed=1"]);
  assertEquals([...cellsOf(nested)].map(({ id }) => id), ids(whole, "temperature=0.2", "repeat=2", "seed=1"));
  assertThrows(() => restrictPlan(nested, ["repeat=1"]), UserError, "no such repeat");
});

Deno.test("cells without the axis are in no part that asks for a value of it", async () => {
  const whole = await plan("[grid.when]\nstop = { temperature = 1 }\n");
  assertEquals(cellCount(restrictPlan(whole, ["stop=none"])) * 2, cellCount(restrictPlan(whole, ["temperature=1"])));
});

Deno.test("a part is a plan of its own by its hash, however it was asked for", async () => {
  const whole = await plan();
  const hash = (...only: string[]) => planHash(restrictPlan(whole, only));
  assertNotEquals(hash("temperature=0"), planHash(whole));
  assertNotEquals(hash("repeat=1"), hash("repeat=2"));
  assertEquals(hash("temperature=0", "repeat=1"), hash("repeat=1", "temperature=0.0"));
  assertEquals(restrictPlan(whole, []), whole);
});

Deno.test("what the plan does not have is refused, with what is near", async () => {
  const whole = await plan();
  const cases = [
    ["temperatur=0", '(did you mean "temperature"?)'],
    ["temperature=0.3", "no such temperature"],
    ["prompt=captal", '(did you mean "capital"?)'],
    ["endpoint=mistral/*", "no such endpoint"],
    ["repeat=4", "no such repeat"],
    ["temperature", "must be KEY=VALUE"],
  ];
  for (const [only, said] of cases) assertThrows(() => restrictPlan(whole, [only]), UserError, said);
  const excluded = await plan("[[grid.exclude]]\ntemperature = 0\nstop = 'two'\n");
  assertThrows(
    () => restrictPlan(excluded, ["temperature=0", "stop=two"]),
    UserError,
    'none of its cells meets all of it: current value is "temperature=0" "stop=two"',
  );
});

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { basename, dirname, join } from "node:path";
import * as fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import {
  cellCount,
  loadPlan,
  planHash,
  type SweepForm,
  sweepFormCost,
  sweepFormPlan,
  sweepFormProblems,
  SWEPT_PARAMETERS,
} from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const FORM: SweepForm = {
  parameter: "temperature",
  start: "0",
  stop: "1",
  steps: "3",
  seeds: "2",
  source: "prompt",
  text: "What is the capital of France?",
  expected: "Paris",
  maxTokens: "50",
  repeats: "2",
};
const ENDPOINTS = ["openai/gpt-4o-mini@openai", "openai/gpt-4o@openai"];

Deno.test("a form that is filled in is right, and each wrong field is told its own rule", () => {
  assertEquals(sweepFormProblems(FORM), {});
  assertEquals(sweepFormProblems({ ...FORM, stop: "2.5" }), { stop: "must be a number from 0 to 2" });
  assertEquals(sweepFormProblems({ ...FORM, start: "", steps: "0" }), {
    start: "must be a number from 0 to 2",
    steps: "must be a whole number from 1 to 1000",
  });
  assertEquals(sweepFormProblems({ ...FORM, text: " ", source: "file" }), {
    text: "must be the path of a file of prompts, such as prompts.jsonl",
  });
  assertEquals(sweepFormProblems({ ...FORM, maxTokens: "1.5" }), { maxTokens: "must be a whole number from 1" });
  assertEquals(sweepFormProblems({ ...FORM, stop: "0" }), { steps: "must be 1, as start and stop are the same" });
  assertEquals(sweepFormProblems({ ...FORM, parameter: "seed", stop: "9" }), {
    seeds: "must be empty, as the seed is what varies",
  });
  assertEquals(Object.keys(sweepFormProblems({ ...FORM, parameter: "heat" })), ["parameter"]);
});

Deno.test("what is not asked for is never wrong", () => {
  assertEquals(sweepFormProblems({ ...FORM, parameter: "", start: "x", stop: "y", steps: "z", seeds: "" }), {});
  assertEquals(
    sweepFormProblems({ ...FORM, parameter: "max_tokens", start: "8", stop: "16", maxTokens: "many" }),
    {},
  );
});

Deno.test("a form without a problem becomes a plan, whatever is typed", async () => {
  const typed = fc.oneof(
    fc.constantFrom("", "0", "1", "2", "0.5", "-1", "64", "1e3", " 3 "),
    fc.string({ maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        parameter: fc.constantFrom("", ...SWEPT_PARAMETERS),
        start: typed,
        stop: typed,
        steps: fc.constantFrom("1", "2", "3", "x"),
        seeds: typed,
        maxTokens: typed,
        repeats: typed,
      }),
      async (some) => {
        const form: SweepForm = { ...FORM, ...some };
        if (Object.keys(sweepFormProblems(form)).length > 0) return;
        // Whole numbers have steps that fall between: the plan's own reader says that.
        const { plan } = await sweepFormPlan(form, { endpoints: ENDPOINTS, cwd: "/", folder: "/nowhere" })
          .catch((error) => {
            assert(error instanceof UserError && /whole numbers|the same/.test(error.message), String(error));
            return { plan: null };
          });
        if (plan === null) return;
        const points = (form.parameter === "" ? 1 : Number(form.steps)) * (form.seeds === "" ? 1 : Number(form.seeds));
        assertEquals(cellCount(plan), ENDPOINTS.length * points * (form.repeats === "" ? 1 : Number(form.repeats)));
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("a typed prompt is a plan of its own, which its file says too", async () => {
  using dir = tempDir();
  const made = await sweepFormPlan(FORM, { endpoints: ENDPOINTS, cwd: dir.path, folder: join(dir.path, "pick") });
  assertEquals(cellCount(made.plan), 2 * 3 * 2 * 2);
  assertEquals(made.plan.endpoints.map(({ key }) => key), ENDPOINTS);
  assertEquals(made.plan.endpoints[0].parameters.maxTokens, 50);
  await made.write();
  assertEquals(planHash(await loadPlan(made.path)), planHash(made.plan));
});

Deno.test("what the configuration declares of an endpoint is written into the plan, which inherits none of it", async () => {
  using dir = tempDir();
  const key = "me/mine@rented";
  const declared = [
    {
      key,
      base_url: "http://127.0.0.1:8091/v1",
      model: "served",
      price: { input_per_1m_usd: "0.15", output_per_1m_usd: "0.6" },
      context_tokens: 8192,
    },
    { key: "me/other@rented", base_url: "http://127.0.0.1:8092/v1" },
  ];
  const options = { endpoints: [key], declared, cwd: dir.path, folder: dir.path };
  for (const source of ["prompt", "plan"] as const) {
    const made = await sweepFormPlan({ ...FORM, source, text: source === "plan" ? "one.toml" : FORM.text }, options);
    const [{ baseUrl, wireModel, price }, ...others] = made.plan.endpoints;
    assertEquals([baseUrl, wireModel, others.length], ["http://127.0.0.1:8091/v1", "served", 0]);
    assertEquals(price?.kind === "tokens" && price.inputUsd, "0.00000015");
    await made.write();
    assertEquals(planHash(await loadPlan(made.path)), planHash(made.plan));
    await Deno.copyFile(made.path, join(dir.path, "one.toml"));
  }
});

Deno.test("what a profile fixes is sent, but for what varies", async () => {
  const parameters = new Map([["openai/gpt-4o", { temperature: 0.3, topP: 0.5 }], ["a/other", { topP: 0.1 }]]);
  const { plan } = await sweepFormPlan(FORM, { endpoints: ENDPOINTS, parameters, cwd: "/", folder: "/nowhere" });
  assertEquals(plan.endpoints.map((one) => one.parameters), [
    { maxTokens: 50 },
    { maxTokens: 50, topP: 0.5 },
  ]);
});

Deno.test("a file of prompts is found from the folder, and one that is missing is an error that names it", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(join(dir.path, "prompts.jsonl"), '{"prompt":"a"}\n{"prompt":"b"}\n');
  const form: SweepForm = { ...FORM, source: "file", text: "prompts.jsonl", seeds: "", repeats: "1" };
  const options = { endpoints: ENDPOINTS, cwd: dir.path, folder: join(dir.path, "pick") };
  assertEquals(cellCount((await sweepFormPlan(form, options)).plan), 2 * 3 * 2);
  await assertRejects(() => sweepFormPlan({ ...form, text: "none.jsonl" }, options), UserError, "none.jsonl");
});

const PLAN = `name = "own"
[parameters]
temperature = 0.2
max_tokens = 9
[[endpoints]]
key = "openai/gpt-4o@openai"
parameters = { top_p = 0.9, temperature = 0.1 }
[[endpoints]]
key = "openai/gpt-4.1@openai"
[prompts]
items = [{ prompt = "a", expected = "b" }, { prompt = "c", expected = "d" }]
[score]
exact = true
`;

Deno.test("of a plan, prompts and scores are taken, and the form's endpoints and axis take the place of its own", async () => {
  using dir = tempDir();
  const path = join(dir.path, "own.toml");
  await Deno.writeTextFile(path, PLAN);
  const form: SweepForm = { ...FORM, source: "plan", text: "own.toml", seeds: "", repeats: "1" };
  const made = await sweepFormPlan(form, { endpoints: ENDPOINTS, cwd: dir.path, folder: dir.path });
  assertEquals(dirname(made.path), dir.path);
  assertMatch(basename(made.path), /^own\.pick-[\w-]{12}\.toml$/);
  assertEquals(made.plan.endpoints.map(({ key }) => key), ENDPOINTS);
  // What the plan says of an endpoint that is selected stays, but for what varies.
  assertEquals(made.plan.endpoints[1].parameters, { maxTokens: 9, topP: 0.9 });
  assertEquals(Object.keys(made.plan.score), ["exact"]);
  assertEquals(cellCount(made.plan), 2 * 2 * 3);
  await made.write();
  const other = await sweepFormPlan({ ...form, repeats: "2" }, {
    endpoints: ENDPOINTS,
    cwd: dir.path,
    folder: dir.path,
  });
  await other.write();
  // A run of either is gone on with from its file.
  for (const { path, plan } of [made, other]) assertEquals(planHash(await loadPlan(path)), planHash(plan));
});

Deno.test("a plan is taken as it is where nothing is selected and nothing varies", async () => {
  using dir = tempDir();
  const path = join(dir.path, "own.toml");
  await Deno.writeTextFile(path, PLAN);
  const form: SweepForm = { ...FORM, source: "plan", text: path, parameter: "", seeds: "", repeats: "1" };
  const { plan } = await sweepFormPlan(form, { endpoints: [], cwd: "/", folder: "/nowhere" });
  assertEquals(planHash(plan), planHash(await loadPlan(path)));
});

Deno.test("a plan is asked as often as it says, unless the form says how often", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(join(dir.path, "own.toml"), `repeats = 3\nseeds = [1, 2]\n${PLAN}`);
  for (const [repeats, times] of [["", 3], ["1", 1], ["2", 2]] as const) {
    const form: SweepForm = { ...FORM, source: "plan", text: "own.toml", seeds: "", repeats };
    const { plan } = await sweepFormPlan(form, { endpoints: ENDPOINTS, cwd: dir.path, folder: dir.path });
    assertEquals(cellCount(plan), 2 * 2 * 2 * 3 * times);
  }
});

Deno.test("without endpoints, or with a wrong field, there is no plan", async () => {
  const options = { cwd: "/", folder: "/nowhere" };
  await assertRejects(
    () => sweepFormPlan(FORM, { ...options, endpoints: [] }),
    UserError,
    "Cannot plan the sweep as no endpoint is selected",
  );
  await assertRejects(
    () => sweepFormPlan({ ...FORM, steps: "0" }, { ...options, endpoints: ENDPOINTS }),
    UserError,
    'Cannot plan the sweep as steps must be a whole number from 1 to 1000: current value is "0"',
  );
});

Deno.test("cells are counted and the cost is told without a call", async () => {
  using dir = tempDir();
  const { plan } = await sweepFormPlan(FORM, { endpoints: ENDPOINTS, cwd: "/", folder: "/nowhere" });
  const { cells, forecast, needsConsent } = await sweepFormCost(plan, {
    ledgerPath: join(dir.path, "none.sqlite"),
    prices: (endpoints) =>
      Promise.resolve(
        new Map(endpoints.map(({ key }) => [key, {
          price: { kind: "tokens", inputUsd: "0.000001", outputUsd: "0.00001" } as const,
          origin: { source: "model", asOf: null } as const,
        }])),
      ),
    env: () => undefined,
    at: "2026-11-21T00:00:00Z",
  });
  assertEquals([cells, needsConsent], [24, false]);
  // Half of the limit of 50 tokens is what is expected of an answer.
  assertEquals(forecast.total.outputTokens.expected, 24 * 25);
  assert(Number(forecast.total.costUsd.high) >= 24 * 50 * 0.00001);
});

Deno.test("what may cost more than the plan lets go unasked, or nobody can tell, needs consent", async () => {
  using dir = tempDir();
  const { plan } = await sweepFormPlan(FORM, { endpoints: ENDPOINTS, cwd: "/", folder: "/nowhere" });
  const needsConsent = async (perToken: string | null, confirmAboveUsd?: string) => {
    const asked = { ...plan, run: { ...plan.run, ...(confirmAboveUsd === undefined ? {} : { confirmAboveUsd }) } };
    const cost = await sweepFormCost(asked, {
      ledgerPath: join(dir.path, "none.sqlite"),
      prices: (endpoints) =>
        Promise.resolve(
          new Map(
            perToken === null ? [] : endpoints.map(({ key }) => [key, {
              price: { kind: "tokens", inputUsd: "0", outputUsd: perToken } as const,
              origin: { source: "model", asOf: null } as const,
            }]),
          ),
        ),
      env: () => undefined,
      at: "2026-11-21T00:00:00Z",
    });
    return cost.needsConsent;
  };
  // 24 cells of 50 tokens at most.
  assertEquals(await needsConsent("0.0008"), false);
  assertEquals(await needsConsent("0.0009"), true);
  assertEquals(await needsConsent("0.0009", "5"), false);
  assertEquals(await needsConsent(null), true);
});

import { assertEquals, assertRejects } from "@std/assert";
import { parsePlan } from "../../../src/sweep/mod.ts";

const PLAN = `
name = "gated"
[[endpoints]]
key = "acme/parrot@local"
base_url = "http://127.0.0.1:8091/v1"
[prompts]
items = [{ prompt = "2 + 2 = ?", expected = "4" }]
`;

async function gateOf(toml: string) {
  return (await parsePlan(PLAN + toml, { path: "gated.toml" })).gate;
}

Deno.test("a plan without [gate] asks for nothing", async () => {
  assertEquals(await gateOf(""), null);
});

Deno.test("thresholds stand by figure, those of scorers under their names", async () => {
  const gate = await gateOf(`
[gate]
per = "variant"
score = { min = 0.8 }
scores = { exact = { min = 0.9, max = 1 } }
latency_p95_ms = { max = 2000 }
cost_usd = { max = "1.50" }
error_rate = { max = 0.01 }
`);
  assertEquals(gate, {
    per: "variant",
    thresholds: {
      score: { min: 0.8 },
      latency_p95_ms: { max: 2000 },
      cost_usd: { max: 1.5 },
      error_rate: { max: 0.01 },
      "scores.exact": { min: 0.9, max: 1 },
    },
    against: null,
  });
});

Deno.test("another run's score is what a base is asked for, unless it says more", async () => {
  assertEquals((await gateOf(`[gate.against]\nrun = "run_1"`))!.against, {
    run: "run_1",
    changes: { score: { maxDrop: 0, confidence: 0.95 } },
  });
  const toml = `[gate.against]\nscores = { exact = { max_drop = 0.1 } }\ncost_usd = { max_increase = 0.2 }`;
  assertEquals((await gateOf(toml))!.against, {
    run: null,
    changes: { cost_usd: { maxIncrease: 0.2 }, "scores.exact": { maxDrop: 0.1, confidence: 0.95 } },
  });
});

Deno.test("a gate decides neither cells nor scores", async () => {
  const { planHash } = await import("../../../src/sweep/mod.ts");
  const plans = await Promise.all(
    ["", "[gate]\nscore = { min = 0.5 }"].map((toml) => parsePlan(PLAN + toml, { path: "gated.toml" })),
  );
  assertEquals(planHash(plans[0]), planHash(plans[1]));
});

Deno.test("what a gate cannot ask is said with its line", async () => {
  const wrong: [toml: string, message: string][] = [
    ["[gate]", "gated.toml:8: gate asks for nothing"],
    ["[gate]\nscor = { min = 1 }", 'gated.toml:9: gate.scor is not a known key: did you mean "score"?'],
    ["[gate]\nscore = { min = 2 }", "gated.toml:9: gate.score.min"],
    ["[gate]\nscore = { min = 0.9, max = 0.1 }", "must have a min that is not above its max"],
    ["[gate]\nscore = {}", "must have a min or a max"],
    ["[gate]\ncost_usd = { max = 1.5 }", "must be a decimal number in quotes"],
    ["[gate]\nlatency_p95_ms = { max = -1 }", "gated.toml:9: gate.latency_p95_ms.max"],
    [
      "[gate.against]\nscore = { max_increase = 1 }",
      "gated.toml:9: gate.against.score.max_increase is not a known key",
    ],
  ];
  for (const [toml, message] of wrong) await assertRejects(() => gateOf(toml), Error, message);
});

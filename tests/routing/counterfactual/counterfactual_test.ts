import { assert, assertAlmostEquals, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import fc from "fast-check";
import { Decimal, UserError } from "../../../src/base/mod.ts";
import { counterfactual, type CounterfactualOutcome } from "../../../src/routing/counterfactual/mod.ts";
import { POLICY_NAMES, routingPolicy } from "../../../src/routing/policies/mod.ts";
import type { Attempt, RoutingPolicy } from "../../../src/spec/mod.ts";
import { candidate } from "../_candidates.ts";
import { arbitraryRows, blamelessRows, ENDPOINTS, MODEL, rowsOf } from "./_recordings.ts";

const policies = POLICY_NAMES.map((name) => routingPolicy(name));
const [A, B, C] = ENDPOINTS;

function isRecorded(row: Attempt, rows: readonly Attempt[]): boolean {
  const last = rows.findLast(({ cellId }) => cellId === row.cellId)!;
  return last.errorKind !== "cassette_miss";
}

function sumOf(rows: readonly Attempt[]): string | null {
  const costs = rows.flatMap(({ costUsd }) => costUsd === null ? [] : [Decimal.parse(costUsd)]);
  return costs.length === 0 ? null : costs.reduce((a, b) => a.plus(b)).toString();
}

/** The prompts of what was recorded, in the order in which choices are made. */
function promptsInTime(rows: readonly Attempt[]): string[] {
  const starts = new Map<string, number>();
  for (const { promptId, startedAt } of rows.filter((row) => isRecorded(row, rows) && row.try === 1)) {
    starts.set(promptId, Math.max(starts.get(promptId) ?? 0, Date.parse(startedAt)));
  }
  return [...starts.keys()].sort((a, b) => starts.get(a)! - starts.get(b)! || (a < b ? -1 : 1));
}

Deno.test("a pinned endpoint gives exactly what was recorded there", async () => {
  await fc.assert(fc.asyncProperty(arbitraryRows, async (rows) => {
    const report = await counterfactual({ attempts: rows, policies: [] });
    for (const outcome of report.outcomes.filter(({ kind }) => kind === "pinned")) {
      const own = rows.filter((row) => row.endpoint === outcome.name && isRecorded(row, rows));
      const ends = own.filter(({ final }) => final);
      const answers = ends.filter(({ errorKind }) => errorKind === null);
      assertEquals(outcome.known, ends.length);
      assertEquals(outcome.answered, answers.length);
      assertEquals(outcome.costUsd, sumOf(own));
      assertEquals(outcome.unpriced, answers.filter(({ costUsd }) => costUsd === null).length);
      assertEquals(outcome.latencyMs === null, answers.length === 0);
      const scores = answers.flatMap(({ score }) => score ?? []);
      assertEquals(outcome.scored, scores.length);
      if (scores.length > 0) {
        assertAlmostEquals(outcome.meanScore!, scores.reduce((a, b) => a + b) / scores.length, 1e-12);
      }
    }
  }));
});

Deno.test("a policy that names one endpoint and has no fallbacks is that endpoint pinned", async () => {
  await fc.assert(fc.asyncProperty(blamelessRows, fc.constantFrom(A, B, C), async (rows, key) => {
    const policy = routingPolicy("pinned", { endpoints: [key] });
    const report = await counterfactual({ attempts: rows, policies: [policy], maxFallbacks: 0 });
    const pinned = report.outcomes.find(({ name }) => name === key);
    if (pinned === undefined) return;
    assertEquals({ ...report.outcomes[0], name: key, kind: "pinned" }, pinned);
  }));
});

Deno.test("known and unknown are all, and answered and failed are the known", async () => {
  await fc.assert(fc.asyncProperty(arbitraryRows, fc.constantFrom("all", "own"), async (rows, seen) => {
    const report = await counterfactual({ attempts: rows, policies, evidence: seen as "all" | "own" });
    for (const outcome of report.outcomes) {
      for (const figures of [outcome, outcome.common]) {
        assertEquals(figures.known + figures.unknown, figures.cells);
        assertEquals(figures.answered + figures.failed, figures.known);
        assertLessOrEqual(figures.refused, figures.failed);
      }
      assertEquals(outcome.choices.reduce((sum, { cells }) => sum + cells, 0), outcome.cells);
      assertEquals(outcome.common.cells, report.commonCells);
      if (outcome.kind === "policy") assertEquals(outcome.common.unknown, 0);
    }
  }));
});

Deno.test("what all known calls cost is what their recorded rows cost", async () => {
  await fc.assert(fc.asyncProperty(blamelessRows, async (rows) => {
    const policies = [routingPolicy("round-robin")];
    const { endpoints, outcomes: [outcome] } = await counterfactual({ attempts: rows, policies, maxFallbacks: 0 });
    const prompts = promptsInTime(rows);
    const chosen = rows.filter((row) =>
      isRecorded(row, rows) && endpoints[prompts.indexOf(row.promptId) % endpoints.length] === row.endpoint
    );
    assertEquals(outcome.costUsd, sumOf(chosen));
    assertEquals(outcome.known, new Set(chosen.map(({ cellId }) => cellId)).size);
  }));
});

Deno.test("nobody answers more, and at as many answers nobody is cheaper, than who knows all", async () => {
  await fc.assert(fc.asyncProperty(arbitraryRows, async (rows) => {
    const priced = rows.map((row) => row.errorKind === null ? { ...row, costUsd: row.costUsd ?? "0" } : row);
    const { outcomes } = await counterfactual({ attempts: priced, policies, maxFallbacks: 0 });
    const oracle = outcomes.at(-1)!;
    const usd = ({ costUsd }: CounterfactualOutcome["common"]) => Decimal.parse(costUsd ?? "0");
    for (const { common } of outcomes) {
      assertLessOrEqual(common.answered, oracle.common.answered);
      if (common.answered === oracle.common.answered) assert(usd(oracle.common).compare(usd(common)) <= 0);
    }
  }));
});

Deno.test("the report does not depend on the order of the rows", async () => {
  await fc.assert(fc.asyncProperty(arbitraryRows, async (rows) => {
    const report = await counterfactual({ attempts: rows, policies });
    assertEquals(await counterfactual({ attempts: rows.toReversed(), policies }), report);
  }));
});

Deno.test("no policy sees anything of the call that it decides on, nor of one that comes later", async () => {
  /** All that a policy is shown, in the order in which it is. */
  const shown = async (attempts: readonly Attempt[], evidence: "all" | "own") => {
    const seen: { readonly turn: number; readonly text: string }[] = [];
    const spy: RoutingPolicy = {
      name: "spy",
      score(one, { turn }) {
        const { endpoint, health, expectedUsd, expectedTokens } = one;
        seen.push({ turn, text: JSON.stringify([endpoint.key, health, expectedUsd, expectedTokens.output]) });
        return { score: expectedUsd === null ? null : -Number(expectedUsd), why: "" };
      },
    };
    await counterfactual({ attempts, policies: [spy], evidence });
    return seen;
  };
  const modes = fc.constantFrom<"all" | "own">("all", "own");
  await fc.assert(fc.asyncProperty(arbitraryRows, fc.nat(8), modes, async (rows, turn, evidence) => {
    const prompts = promptsInTime(rows);
    const later = new Set(prompts.slice(turn));
    const changed = rows.map((row) =>
      later.has(row.promptId) && row.errorKind === null
        ? { ...row, costUsd: "9", latencyMs: 7, ttftMs: 3, outputTokens: 99 }
        : row
    );
    const before = (all: Awaited<ReturnType<typeof shown>>) => all.filter((one) => one.turn <= turn);
    assertEquals(before(await shown(changed, evidence)), before(await shown(rows, evidence)));
  }));
});

Deno.test("a recorded failure leads on to what was recorded at the next endpoint", async () => {
  const rows = [
    ...rowsOf({ endpoint: A, prompt: "p1", startMs: 0, ends: ["timeout", "timeout"], latencyMs: 1000 }),
    ...rowsOf({ endpoint: B, prompt: "p1", startMs: 0, latencyMs: 200, costUsd: "0.002", score: 0.5 }),
  ];
  const report = await counterfactual({ attempts: rows, policies: [routingPolicy("round-robin")] });
  const [routed] = report.outcomes;
  assertEquals([routed.answered, routed.failed, routed.fallbacks], [1, 0, 1]);
  assertEquals(routed.latencyMs, { p50: 200, p95: 200 });
  assertEquals(routed.elapsedMs, { p50: 2210, p95: 2210 });
  assertEquals([routed.costUsd, routed.meanScore], ["0.002", 0.5]);
  const alone = await counterfactual({ attempts: rows, policies: [routingPolicy("round-robin")], maxFallbacks: 0 });
  assertEquals([alone.outcomes[0].failed, alone.outcomes[0].fallbacks], [1, 0]);
});

Deno.test("a request that was wrong is not asked elsewhere", async () => {
  const rows = [
    ...rowsOf({ endpoint: A, prompt: "p1", startMs: 0, ends: ["invalid_request"] }),
    ...rowsOf({ endpoint: B, prompt: "p1", startMs: 0 }),
  ];
  const { outcomes: [routed] } = await counterfactual({ attempts: rows, policies: [routingPolicy("round-robin")] });
  assertEquals([routed.failed, routed.fallbacks], [1, 0]);
});

Deno.test("an endpoint at which nothing was recorded can be chosen, and its calls are unknown", async () => {
  const rows = rowsOf({ endpoint: B, prompt: "p1", startMs: 0 });
  const report = await counterfactual({
    attempts: rows,
    policies: [routingPolicy("round-robin")],
    facts: [candidate("a")],
  });
  const [routed] = report.outcomes;
  assertEquals([routed.cells, routed.known, routed.unknown], [1, 0, 1]);
  assertEquals([routed.costUsd, routed.failureRate, routed.latencyMs], [null, null, null]);
  assertEquals(routed.choices, [{ endpoint: A, cells: 1, share: 1 }]);
  assertEquals(report.commonCells, 0);
});

Deno.test("needs and facts of the catalog decide who may be asked", async () => {
  const rows = [A, B].flatMap((endpoint) => rowsOf({ endpoint, prompt: "p1", startMs: 0 }));
  const facts = [candidate("a", { record: { quantization: "fp4" } }), candidate("b")];
  const options = { attempts: rows, policies: [routingPolicy("round-robin")], facts };
  const strict = await counterfactual({ ...options, needs: { quantizations: ["bf16"] } });
  assertEquals(strict.outcomes[0].choices.map(({ endpoint }) => endpoint), [B]);
  const none = await counterfactual({ ...options, needs: { quantizations: ["fp32"] } });
  assertEquals([none.outcomes[0].refused, none.outcomes[0].failed, none.outcomes[0].costUsd], [1, 1, null]);
});

Deno.test("policies learn from the calls before: all of them, or those that they would have made", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => [
    ...rowsOf({ endpoint: A, prompt: `p${i}`, startMs: i * 10_000, latencyMs: 900 }),
    ...rowsOf({ endpoint: B, prompt: `p${i}`, startMs: i * 10_000, latencyMs: 100 }),
  ]).flat().map((row) => ({ ...row, ttftMs: row.latencyMs! / 2, outputTps: 1000 / row.latencyMs! }));
  const share = async (evidence: "all" | "own") => {
    const report = await counterfactual({ attempts: rows, policies: [routingPolicy("latency")], evidence });
    return report.outcomes[0].choices.find(({ endpoint }) => endpoint === B)?.cells ?? 0;
  };
  // Five calls of each are seen before the sixth; who only ever sees the slow one has no reason to leave it.
  assertEquals(await share("all"), 25);
  assertEquals(await share("own"), 0);
});

Deno.test("of a cell that two runs have, the first run's rows count", async () => {
  const first = rowsOf({ endpoint: A, prompt: "p1", startMs: 0, costUsd: "0.001" });
  const again = first.map((row) => ({ ...row, runId: "run_2", source: "replay" as const }));
  const report = await counterfactual({ attempts: [...first, ...again], policies: [] });
  assertEquals(report.cells, 1);
  assertEquals(report.outcomes[0].costUsd, "0.001");
});

Deno.test("calls of several models are told apart, and one can be asked for alone", async () => {
  const other = rowsOf({ endpoint: "acme/x2@a", prompt: "p1", startMs: 0 }).map((row) => ({
    ...row,
    model: "acme/x2",
  }));
  const rows = [...rowsOf({ endpoint: A, prompt: "p1", startMs: 0 }), ...other];
  const report = await counterfactual({ attempts: rows, policies: [routingPolicy("cost")] });
  assertEquals([report.models, report.cells], [[MODEL, "acme/x2"], 2]);
  assertEquals(report.outcomes.map(({ name, cells }) => [name, cells]), [
    ["cost", 2],
    [A, 1],
    ["acme/x2@a", 1],
    ["oracle", 2],
  ]);
  assertEquals((await counterfactual({ attempts: rows, policies: [], model: MODEL })).cells, 1);
});

Deno.test("no recording, and two policies of one name, are mistakes", async () => {
  await assertRejects(() => counterfactual({ attempts: [], policies: [] }), UserError, "nothing was recorded");
  const twice = [routingPolicy("cost"), routingPolicy("cost")];
  await assertRejects(() => counterfactual({ attempts: [], policies: twice }), UserError, `"cost" twice`);
});

/** What a policy is shown of one endpoint, turn by turn. */
async function shownOf(key: string, attempts: readonly Attempt[]) {
  const seen: { readonly calls: number; readonly output: number; readonly usd: string | null }[] = [];
  const spy: RoutingPolicy = {
    name: "spy",
    score({ endpoint, health, expectedTokens: { output }, expectedUsd: usd }) {
      if (endpoint.key === key) seen.push({ calls: health?.calls ?? 0, output, usd });
      return { score: 0, why: "" };
    },
  };
  const facts = [candidate("a"), candidate("b")];
  await counterfactual({ attempts, policies: [spy], facts });
  return seen;
}

Deno.test("a call that had not ended when the next was decided on is not known to it", async () => {
  const calls = await shownOf(A, [
    ...rowsOf({ endpoint: A, prompt: "p0", startMs: 0, latencyMs: 60_000 }),
    ...rowsOf({ endpoint: A, prompt: "p1", startMs: 30_000 }),
    ...rowsOf({ endpoint: A, prompt: "p2", startMs: 59_999 }),
    ...rowsOf({ endpoint: A, prompt: "p3", startMs: 60_000, latencyMs: 1 }),
  ]);
  assertEquals(calls.map(({ calls }) => calls), [0, 0, 1, 2]);
});

Deno.test("answers of the model say how long one is until an endpoint has given five", async () => {
  const rows = Array.from({ length: 7 }, (_, i) => [
    ...rowsOf({ endpoint: A, prompt: `p${i}`, startMs: i * 1000, outputTokens: 10 }),
    ...rowsOf({ endpoint: B, prompt: `p${i}`, startMs: i * 1000, outputTokens: 110 }),
  ]).flat();
  assertEquals((await shownOf(A, rows)).slice(1).map(({ output }) => output), [60, 60, 60, 60, 10, 10]);
});

Deno.test("the length of a prompt is the least that an endpoint has counted of it", async () => {
  const rows = [A, B].flatMap((endpoint, i) =>
    rowsOf({ endpoint, prompt: "p1", startMs: 0 }).map((row) => ({ ...row, inputTokens: 1000 + i * 500, axes: {} }))
  );
  const [{ usd, output }] = await shownOf(A, rows);
  // At a dollar a million tokens in and two out.
  assertEquals(usd, ((1000 + 2 * output) / 1e6).toString());
});

Deno.test("who knows all takes an answer whose cost is known before one whose cost nobody knows", async () => {
  const rows = [
    ...rowsOf({ endpoint: A, prompt: "p1", startMs: 0, costUsd: null }),
    ...rowsOf({ endpoint: B, prompt: "p1", startMs: 0, costUsd: "9" }),
  ];
  const { outcomes } = await counterfactual({ attempts: rows, policies: [] });
  assertEquals(outcomes.at(-1)!.choices.map(({ endpoint }) => endpoint), [B]);
});

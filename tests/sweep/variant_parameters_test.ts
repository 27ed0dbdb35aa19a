import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt, JsonObject, Ledger } from "../../src/spec/mod.ts";
import { variantParameters } from "../../src/sweep/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";

async function withRun(
  { manifest = {}, rows }: { manifest?: JsonObject; rows: readonly Partial<Attempt>[] },
  use: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ runId: "run_1", manifest }));
  await ledger.append(rows.map((row, cellIndex) => makeAttempt({ runId: "run_1", cellIndex, ...row })));
  await use(ledger);
}

const A = { endpoint: "acme/a@box", model: "acme/a" };
const B = { endpoint: "acme/b@box", model: "acme/b" };

Deno.test("a variant is what its axes set, over what its endpoint had fixed", async () => {
  await withRun({
    manifest: { parameters: { "acme/a@box": { maxTokens: 50, temperature: 0.1, extra: { user: "u" } } } },
    rows: [
      { ...A, label: "temperature=0.2 top_a=1", axes: { temperature: 0.2, top_a: 1 } },
      { ...A, label: "temperature=0.9 top_a=1", axes: { temperature: 0.9, top_a: 1 } },
    ],
  }, async (ledger) => {
    assertEquals(await variantParameters(ledger, { label: "temperature=0.9 top_a=1" }), {
      maxTokens: 50,
      temperature: 0.9,
      extra: { user: "u", top_a: 1 },
    });
  });
});

Deno.test("tools, the form of the answer and the seed are the task's own", async () => {
  await withRun({
    manifest: {
      parameters: { "acme/a@box": { tools: [{ name: "now", parameters: {} }], toolChoice: "auto", topP: 0.5 } },
    },
    rows: [{ ...A, label: "seed=1 response_format=json", axes: { seed: 1, response_format: { type: "json" } } }],
  }, async (ledger) => {
    assertEquals(await variantParameters(ledger, { label: "seed=1 response_format=json" }), { topP: 0.5 });
  });
});

Deno.test("a variant is meant without its seed, too, as results show it", async () => {
  const rows = [1, 2].flatMap((seed) =>
    [0, 1].map((temperature) => ({
      ...A,
      label: `temperature=${temperature} seed=${seed}`,
      axes: { temperature, seed },
    }))
  );
  await withRun({ rows }, async (ledger) => {
    assertEquals(await variantParameters(ledger, { label: "temperature=1" }), { temperature: 1 });
    assertEquals(await variantParameters(ledger, { label: "temperature=0 seed=2" }), { temperature: 0 });
  });
});

Deno.test("what rows name is sent as what the run's plan has for the name, and texts of prompts are no parameters", async () => {
  await withRun({
    manifest: {
      parameters: { "acme/a@box": {} },
      named: { temperature: { cold: 0, warm: 0.7 }, top_a: { few: 0.1 } },
      texts: ["system", "template"],
    },
    rows: [{
      ...A,
      label: "temperature=warm top_a=few system=terse template=x",
      axes: { temperature: "warm", top_a: "few", system: "terse", template: "{{x}}" },
    }],
  }, async (ledger) => {
    const label = "temperature=warm top_a=few system=terse template=x";
    assertEquals(await variantParameters(ledger, { label }), { temperature: 0.7, extra: { top_a: 0.1 } });
  });
});

Deno.test("where endpoints have other fixed parameters a model must be named", async () => {
  const rows = [{ ...A, label: "", axes: {} }, { ...B, label: "", axes: {} }];
  const manifest = { parameters: { "acme/a@box": { maxTokens: 1 }, "acme/b@box": { maxTokens: 2 } } };
  await withRun({ manifest, rows }, async (ledger) => {
    await assertRejects(() => variantParameters(ledger, { label: "" }), UserError, "name a model");
    assertEquals(await variantParameters(ledger, { label: "", model: "acme/b" }), { maxTokens: 2 });
  });
  await withRun({ manifest: {}, rows }, async (ledger) => {
    assertEquals(await variantParameters(ledger, { label: "" }), {});
  });
});

Deno.test("a run or a variant that is not there is an error with the nearest label", async () => {
  await withRun({ rows: [{ ...A, label: "temperature=0.2", axes: { temperature: 0.2 } }] }, async (ledger) => {
    const of = (choice: Parameters<typeof variantParameters>[1]) => () => variantParameters(ledger, choice);
    await assertRejects(of({ label: "temperature=0.3" }), UserError, 'did you mean "temperature=0.2"?');
    await assertRejects(of({ label: "temperature=0.2", model: "acme/c" }), UserError, "of this label of acme/c");
    await assertRejects(of({ label: "temperature=0.2", runId: "run_9" }), UserError, 'current value is "run_9"');
    assertEquals(await variantParameters(ledger, { label: "temperature=0.2", runId: "run_1" }), { temperature: 0.2 });
  });
  await using empty = await openSqliteLedger(":memory:");
  await assertRejects(() => variantParameters(empty, { label: "" }), UserError, "the ledger has none");
});

// deno-lint-ignore-file no-console
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { costOf } from "../../src/catalog/mod.ts";
import { readUsage } from "../../src/provider/openai_chat/usage.ts";
import type { JsonObject, Price } from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";

/** One response whose provider said what it cost. */
interface Reported {
  readonly host: string;
  readonly path: string;
  readonly requested_model: string;
  readonly model: string;
  readonly reported_cost_usd: number;
  readonly usage: JsonObject;
}

const fixtures = await needs("fixtures");
const DATES = ["2025-05-05", "2025-09-14", "2026-02-19", "2026-08-01"];

async function reportedCosts(): Promise<Reported[]> {
  const text = await Deno.readTextFile(`${fixtures.get()}/chat/provider_reported_costs.ndjson`);
  const rows: Reported[] = text.trim().split("\n").map((line) => JSON.parse(line));
  return rows.filter(({ path }) => path.includes("/chat/completions"));
}

/** The prices that a model of OpenRouter had at the four dates, by id and by canonical slug. */
async function prices(): Promise<Map<string, Price[]>> {
  const byModel = new Map<string, Price[]>();
  for (const date of DATES) {
    const file = await Deno.open(`${fixtures.get()}/openrouter-models/${date}.json.gz`);
    const { data } = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
    for (const { id, canonical_slug, pricing } of data) {
      const price: Price = {
        kind: "tokens",
        inputUsd: pricing.prompt,
        outputUsd: pricing.completion,
        cacheReadUsd: pricing.input_cache_read,
        cacheWriteUsd: pricing.input_cache_write,
      };
      for (const name of new Set<string>([id, canonical_slug])) byModel.set(name, [...byModel.get(name) ?? [], price]);
    }
  }
  return byModel;
}

const reading = (row: Reported) => readUsage({ usage: row.usage, timings: null, model: row.model });
const NO_TIME = { timing: { latencyMs: null } };

Deno.test({
  name: "a cost that a provider reported is the cost",
  ignore: fixtures.ignore,
  async fn() {
    for (const row of await reportedCosts()) {
      const cost = costOf({ ...reading(row), ...NO_TIME }, null, { inFlight: null });
      assertEquals(cost.source, "reported");
      const upstream = row.usage.is_byok === true
        ? Number((row.usage.cost_details as JsonObject).upstream_inference_cost)
        : 0;
      assertEquals(Math.abs(Number(cost.usd) - row.reported_cost_usd - upstream) < 1e-12, true, JSON.stringify(row));
    }
  },
});

Deno.test({
  name: "the published prices give what OpenRouter reported, where they are those of the endpoint and of the day",
  ignore: fixtures.ignore,
  async fn() {
    const byModel = await prices();
    const rows = (await reportedCosts()).filter(({ host }) => host === "openrouter.ai");
    const exact = rows.filter((row) =>
      [...byModel.get(row.requested_model) ?? [], ...byModel.get(row.model) ?? []].some((price) => {
        const { usd } = costOf({ ...reading(row), reportedCostUsd: null, ...NO_TIME }, price, { inFlight: null });
        return Math.abs(Number(usd) - row.reported_cost_usd) < 1e-9;
      })
    );
    console.log(`${exact.length} of ${rows.length} costs follow from published prices`);
    assertGreaterOrEqual(exact.length / rows.length, 0.8);
  },
});

import { assert, assertEquals } from "@std/assert";
import * as charts from "../../../src/analysis/charts/mod.ts";
import type { ChartSpec, DataFrame } from "../../../src/analysis/mod.ts";
import { drawn } from "../../support/charts.ts";
import { millionRows } from "../../support/million_rows.ts";

/** Every chart there is: a new one is held to this by its name. */
const all = Object.entries(charts).filter(([name]) => name.endsWith("Chart") && name !== "saveChart") as unknown as [
  name: string,
  chart: (frame: DataFrame, other?: DataFrame) => ChartSpec,
][];

Deno.test("a million tries make charts of less than a megabyte, which Vega draws", async (t) => {
  const frame = millionRows();
  assertEquals(frame.height, 1_000_000);
  for (const [name, chart] of all) {
    await t.step(name, async () => {
      const spec = name === "comparisonChart" ? chart(frame, frame) : chart(frame);
      const size = JSON.stringify(spec).length;
      assert(size < 1_000_000, `${name} has ${size} characters`);
      await drawn(spec);
    });
  }
  assert(all.length >= 11, all.map(([name]) => name).join(", "));
});

Deno.test("48 endpoints with long names make charts of less than a megabyte", async (t) => {
  const long = "an-author-with-a-long-name/a-model-with-a-name-that-is-as-long-as-they-come@provider/fp8-turbo-";
  const frame = millionRows({ rows: 60_000, endpoints: 48, prompts: 20, endpointPrefix: long });
  for (const [name, chart] of all) {
    await t.step(name, () => {
      const spec = name === "comparisonChart" ? chart(frame, frame) : chart(frame);
      const size = JSON.stringify(spec).length;
      assert(size < 1_000_000, `${name} has ${size} characters`);
    });
  }
});

import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { type ChartSpec, saveChart, toPng, toSvg } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const SPEC: ChartSpec = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: { values: [{ x: 1 }] },
  mark: "point",
  encoding: { x: { field: "x", type: "quantitative" } },
};

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("the ending of the file decides what is written, in large letters too", async () => {
  using folder = tempDir();
  await saveChart(SPEC, join(folder.path, "a.svg"));
  await saveChart(SPEC, join(folder.path, "b.PNG"), { scale: 1 });
  await saveChart(SPEC, join(folder.path, "c.json"));
  assertEquals(await Deno.readTextFile(join(folder.path, "a.svg")), await toSvg(SPEC));
  assertEquals(await Deno.readFile(join(folder.path, "b.PNG")), await toPng(SPEC, { scale: 1 }));
  assertEquals(JSON.parse(await Deno.readTextFile(join(folder.path, "c.json"))), SPEC);
  assertEquals(await names(folder.path), ["a.svg", "b.PNG", "c.json"]);
});

Deno.test("another ending is an error that names those there are", async () => {
  for (const path of ["chart.jpg", "chart", ".svg"]) {
    await assertRejects(() => saveChart(SPEC, path), UserError, `.svg, .png or .json: current value is "${path}"`);
  }
});

Deno.test("a chart that cannot be drawn leaves what was there, and no other file", async () => {
  using folder = tempDir();
  const path = join(folder.path, "chart.svg");
  await saveChart(SPEC, path);
  await assertRejects(() => saveChart({ $schema: SPEC.$schema, nonsense: true }, path), Error);
  assertEquals(await Deno.readTextFile(path), await toSvg(SPEC));
  assertEquals(await names(folder.path), ["chart.svg"]);
});

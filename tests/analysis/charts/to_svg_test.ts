import { assertEquals, assertFalse, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { type ChartSpec, toSvg } from "../../../src/analysis/mod.ts";

const SPEC: ChartSpec = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: { values: [{ x: 1, y: 2 }] },
  mark: "point",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
};

Deno.test("a spec becomes SVG text, and stays as it was", async () => {
  const before = structuredClone(SPEC);
  assertMatch(await toSvg(SPEC), /^<svg .*<\/svg>$/s);
  assertEquals(SPEC, before);
});

Deno.test("several charts can be drawn at once", async () => {
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => toSvg(SPEC)));
  for (const svg of others) assertEquals(svg, first);
});

Deno.test("the description of a chart is read to people who do not see it, and stays text", async () => {
  const svg = await toSvg({ ...SPEC, description: `p95 < 3 s & "cheap" $&` });
  assertStringIncludes(svg, '<svg role="img" aria-label="p95 &lt; 3 s &amp; &quot;cheap&quot; $&amp;" ');
  assertFalse((await toSvg(SPEC)).includes('role="img"'));
});

Deno.test("gradients have ids that are the same every time, and other ones in another chart", async () => {
  const colored = (y: number): ChartSpec => ({
    ...SPEC,
    data: { values: [{ x: 1, y }, { x: 2, y: 5 }] },
    encoding: {
      x: { field: "x", type: "quantitative" },
      color: { field: "y", type: "quantitative" },
    },
  });
  const idsOf = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const [first, again, other] = [await toSvg(colored(1)), await toSvg(colored(1)), await toSvg(colored(2))];
  assertEquals(first, again);
  assertEquals(idsOf(first).length, 1);
  assertFalse(idsOf(other).includes(idsOf(first)[0]));
  assertStringIncludes(first, `url(#${idsOf(first)[0]})`);
});

Deno.test("what Vega warns of comes to the caller, and is passed over otherwise", async () => {
  const spec = { ...SPEC, encoding: { x: { field: "x", type: "quantitative", scale: { type: "log", zero: true } } } };
  const warnings: string[] = [];
  await toSvg(spec, { onWarning: (message) => warnings.push(message) });
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0], /zero/);
  await toSvg(spec);
});

Deno.test("a spec that is no chart is an error", async () => {
  await assertRejects(() => toSvg({ $schema: SPEC.$schema, nonsense: true }), Error);
});

Deno.test({
  name: "drawing prints nothing, also no notice of a dependency",
  fn: async () => {
    const room = new URL("../../../src/analysis/mod.ts", import.meta.url).href;
    const { stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--frozen", `import { toSvg } from "${room}"; await toSvg(${JSON.stringify(SPEC)});`],
      cwd: new URL("../../..", import.meta.url),
    }).output();
    assertEquals([new TextDecoder().decode(stderr), success], ["", true]);
  },
});

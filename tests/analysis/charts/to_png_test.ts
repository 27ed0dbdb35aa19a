import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { type ChartSpec, toPng } from "../../../src/analysis/mod.ts";
import { FONT, loadRenderer, readFonts, RENDERER } from "../../../src/analysis/charts/_picture_parts.ts";
import { textWidth } from "../../../src/analysis/charts/_text_width.ts";

/** 100 pixels wide and 50 high, with nothing but a text. */
const SPEC: ChartSpec = {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  width: 100,
  height: 50,
  padding: 0,
  data: { values: [{ x: 1 }] },
  mark: { type: "text", text: "Aa", fontSize: 30, color: "#FF0000" },
  config: { view: { stroke: null }, background: "white" },
};

/** The width and height that stand in a PNG's header. */
function sizeOf(png: Uint8Array): [width: number, height: number] {
  assertEquals([...png.slice(0, 8)], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

Deno.test("a picture is twice as large as the chart unless another scale is asked for", async () => {
  assertEquals(sizeOf(await toPng(SPEC)), [200, 100]);
  assertEquals(sizeOf(await toPng(SPEC, { scale: 1 })), [100, 50]);
  assertEquals(sizeOf(await toPng(SPEC, { scale: 3 })), [300, 150]);
});

Deno.test("a scale that is none is an error", async () => {
  for (const scale of [0, -1, 11, NaN, Infinity]) {
    await assertRejects(() => toPng(SPEC, { scale }), RangeError, `current value is ${scale}`);
  }
});

Deno.test("text is drawn, and two pictures of one chart are the same bytes", async () => {
  const [first, second, other] = [await toPng(SPEC), await toPng(SPEC), await toPng({ ...SPEC, mark: "point" })];
  assertEquals(first, second);
  assertNotEquals(first, other);
});

Deno.test("several pictures can be made at once", async () => {
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => toPng(SPEC)));
  for (const png of others) assertEquals(png, first);
});

Deno.test("the letters are about as wide as the layout of charts reckons", async () => {
  const Resvg = await loadRenderer();
  const font = { fontBuffers: await readFonts(), defaultFontFamily: "Arimo" };
  for (const text of ["Mean cost per million cells (US$)", "smollm2-135m@local/q4_0", "Time to last byte (ms)"]) {
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="200"><text y="100" font-size="100">${text}</text></svg>`;
    const width = new Resvg(svg, { font }).getBBox()!.width;
    const estimate = textWidth(text, 100);
    assert(Math.abs(width - estimate) < 0.06 * width, `${text}: ${width} is not about ${estimate}`);
  }
});

Deno.test("the files of the packages are those of the versions that are imported", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)));
  assertEquals(imports["@resvg/resvg-wasm"], RENDERER);
  assertEquals(imports["@expo-google-fonts/arimo"], FONT);
});

Deno.test("it runs without native code, the network or a file of its own", async () => {
  const room = new URL("../../../src/analysis/mod.ts", import.meta.url).href;
  const code = `import { toPng } from "${room}"; console.log((await toPng(${JSON.stringify(SPEC)})).length > 100);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "--allow-read", "--allow-env", "--deny-ffi", "--deny-net", "--deny-write", "-"],
    cwd: new URL("../../..", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(code));
  await input.close();
  const { stdout, stderr } = await child.output();
  assertEquals([stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)), ["true\n", ""]);
});

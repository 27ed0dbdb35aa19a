import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { injectParameters } from "../../../src/notebook/execution/_inject_parameters.ts";
import { joinedText, type Notebook, readParameters, tagsOf } from "../../../src/notebook/execution/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";

const cell = (source: string, tags: readonly string[] = []) => ({
  cell_type: "code",
  metadata: { tags },
  source: source.split(/(?<=\n)/),
  execution_count: null,
  outputs: [],
});

const notebookOf = (...cells: ReturnType<typeof cell>[]): Notebook => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

const DECLARED = `const top = 3; // how many
let model: string | null = null, ratio = -0.5;
var isFast = false;
let tags = ["a"];
const { inner } = { inner: 1 };
const text: string = other();
function notOne() { const hidden = 1; }`;

const report = notebookOf(cell("import x from 'y';"), cell(DECLARED, ["parameters"]), cell("top"));

/** What a text of the command line becomes, as the notebook gets it. */
async function given(...typed: string[]): Promise<{ readonly [name: string]: JsonValue }> {
  return (await injectParameters(report, readParameters({ typed }))).parameters;
}

Deno.test("the values stand in a cell behind the parameters, declared as the notebook declares them", async () => {
  const { notebook } = await injectParameters(report, readParameters({ typed: ["top=5", "model=m", "isFast=true"] }));
  assertEquals(notebook.cells.map((one) => tagsOf(one)), [[], ["parameters"], ["injected-parameters"], []]);
  assertEquals(
    joinedText(notebook.cells[2].source),
    '// Parameters\nconst top = 5;\nlet model = "m";\nvar isFast = true;',
  );
  assertEquals(report.cells.length, 3);
});

Deno.test("another execution replaces the values of the one before", async () => {
  const once = await injectParameters(report, readParameters({ typed: ["top=5", "ratio=1"] }));
  const twice = await injectParameters(once.notebook, readParameters({ typed: ["top=6"] }));
  assertEquals(twice.notebook.cells.length, 4);
  assertEquals(joinedText(twice.notebook.cells[2].source), "// Parameters\nconst top = 6;");
  assertEquals((await injectParameters(once.notebook, [])).notebook, once.notebook);
});

Deno.test("a text is read as what the notebook's own value or type is", async () => {
  assertEquals(await given("model=5", "text=true", "top=1e3", "isFast=True", "ratio=.5"), {
    model: "5",
    text: "true",
    top: 1000,
    isFast: true,
    ratio: 0.5,
  });
  assertEquals(await given("top=null"), { top: null });
  for (const wrong of ["top=many", "top=true", "isFast=1", "ratio=[1]"]) {
    const error = await assertRejects(() => given(wrong), UserError, "as the notebook's own is a");
    assertEquals(error.exitCode, 2);
  }
});

Deno.test("where the notebook's own value is neither text, number nor switch, a text is what it looks like", async () => {
  const cases: [string, JsonValue][] = [
    ["1", 1],
    ["-1.5", -1.5],
    ["True", true],
    ["false", false],
    ["None", null],
    ["null", null],
    ['["a", 1]', ["a", 1]],
    ['{"a": {}}', { a: {} }],
    ['"1"', "1"],
    ["[broken", "[broken"],
    ["plain", "plain"],
    ["", ""],
    ["a=b", "a=b"],
    ["007", "007"],
    ["12345678901234567890", "12345678901234567890"],
    ["1e999", "1e999"],
    ["Infinity", "Infinity"],
  ];
  for (const [text, value] of cases) assertEquals(await given(`tags=${text}`), { tags: value }, text);
});

Deno.test("raw texts stay texts, and YAML has values of every kind", async () => {
  const parameters = readParameters({
    typed: ["top=1"],
    raw: ["tags=[1]", "ratio=5"],
    yaml: ["{top: 9, model: ~}", "tags: [b]"],
  });
  assertEquals((await injectParameters(report, parameters)).parameters, {
    top: 1,
    model: null,
    tags: "[1]",
    ratio: "5",
  });
});

Deno.test("a name that the notebook does not declare is an error with the nearest one", async () => {
  for (const [text, hint] of [["tpo=1", '"top"'], ["hidden=1", "top, model, ratio"], ["inner=1", "it has"]]) {
    const error = await assertRejects(() => given(text), UserError, hint);
    assertEquals(error.exitCode, 2);
  }
  const none = notebookOf(cell("const top = 3;"));
  await assertRejects(() => injectParameters(none, [{ name: "top", value: 1 }]), UserError, 'tagged "parameters"');
});

Deno.test("texts without a name, names that are given twice and YAML without names are errors", () => {
  for (const typed of [["top"], ["=1"], ["a-b=1"], ["top=1", "top=2"]]) {
    assertEquals(assertThrows(() => readParameters({ typed }), UserError).exitCode, 2);
  }
  assertThrows(() => readParameters({ typed: ["top=1"], raw: ["top=2"] }), UserError, "twice");
  for (const yaml of ["[1]", "plain", "{a: [", ""]) {
    assertEquals(assertThrows(() => readParameters({ yaml: [yaml] }), UserError).exitCode, 2);
  }
});

Deno.test("a wrong text is not repeated beyond its name", () => {
  const error = assertThrows(() => readParameters({ typed: ["not a name=sk-123456"] }), UserError);
  assert(!error.message.includes("sk-123456"), error.message);
});

Deno.test("every JSON value comes out of the cell as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const { notebook } = await injectParameters(report, [{ name: "tags", value: value as JsonValue }]);
      const source = joinedText(notebook.cells[2].source).split("\n")[1];
      assertEquals(JSON.parse(source.slice("let tags = ".length, -1)), JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 50 },
  );
});

Deno.test("notebooks of a format without ids get a cell without one", async () => {
  const old = await injectParameters({ ...report, nbformat_minor: 2 }, [{ name: "top", value: 1 }]);
  assertEquals(Object.hasOwn(old.notebook.cells[2], "id"), false);
});

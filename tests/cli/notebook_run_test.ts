import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import type { Notebook } from "../../src/notebook/execution/mod.ts";
import { needs } from "../support/require.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const jupyter = await needs("jupyter");

const code = (source: string, tags: readonly string[] = []) => ({
  cell_type: "code",
  metadata: { tags },
  source,
  execution_count: null,
  outputs: [],
});

function folder() {
  const dir = tempDir();
  const cells = [
    code("const top = 3; const name = ``;", ["parameters"]),
    code("if (top > 5) throw new Error(`too many: ${top}`);\nconsole.log(name);"),
  ];
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 4 };
  Deno.writeTextFileSync(`${dir.path}/report.ipynb`, JSON.stringify(notebook));
  Deno.writeTextFileSync(`${dir.path}/values.yaml`, "name: from a file\ntop: 1\n");
  return dir;
}

Deno.test({
  name: "notebook run writes what the notebook shows, and tells of each cell",
  ignore: jupyter.ignore,
  fn: async () => {
    using dir = folder();
    const io = testIo({ cwd: dir.path, env: { TAPEDECK_PYTHON: jupyter.get(), HOME: dir.path } });
    const words = ["notebook", "run", "report.ipynb", "-p", "top=2", "-f", "values.yaml", "--report-mode"];
    assertEquals(await main(words, io), 0, io.written.stderr);
    assertEquals(io.written.stdout, "3 cells in 0 ms\nnotebook  runs/notebooks/report.ipynb\n");
    assertEquals(io.written.stderr.split("\n").map((line) => line.split(" ")[0]), ["[1/3]", "[2/3]", "[3/3]", ""]);
    const written: Notebook = JSON.parse(Deno.readTextFileSync(`${dir.path}/runs/notebooks/report.ipynb`));
    assertEquals(written.cells[2].outputs?.map(({ text }) => text), [["from a file\n"]]);
    assertEquals((written.metadata.papermill as { parameters: object }).parameters, { name: "from a file", top: 2 });
  },
});

Deno.test({
  name: "notebook run ends with 1 and the cell's own message when a cell fails, and what came before is written",
  ignore: jupyter.ignore,
  fn: async () => {
    using dir = folder();
    const io = testIo({ cwd: dir.path, env: { TAPEDECK_PYTHON: jupyter.get() } });
    assertEquals(await main(["notebook", "run", "report.ipynb", "-p", "top=9", "--out", "-"], io), 1);
    assertStringIncludes(io.written.stderr, "error: In [3] of report.ipynb: Error: too many: 9\n");
    const written: Notebook = JSON.parse(io.written.stdout);
    assertEquals(written.cells.length, 5);
  },
});

Deno.test("notebook run refuses what it cannot be meant to do, before it looks for Python", async () => {
  using dir = folder();
  const key = "sk-abcdef0123456789";
  const env = { OPENAI_API_KEY: key, TAPEDECK_PYTHON: "python-that-is-not-there" };
  const cases: [readonly string[], string][] = [
    [["nowhere.ipynb"], "no such file"],
    [["report.ipynb", "-p", "tpo=1"], 'did you mean "top"?'],
    [["report.ipynb", "-p", "top=many"], "is a number"],
    [["report.ipynb", "-p", "top"], "name=value"],
    [["report.ipynb", "-y", "[1]"], "has names"],
    [["report.ipynb", "-f", "nowhere.yaml"], "cannot be read"],
    [["report.ipynb", "-r", `name=${key}`], "is a credential"],
    [["report.ipynb", "--out", "-", "--json"], "--json writes there"],
  ];
  for (const [words, reason] of cases) {
    const io = testIo({ cwd: dir.path, env });
    assertEquals(await main(["notebook", "run", ...words], io), 2, words.join(" "));
    assertStringIncludes(io.written.stderr, reason);
    assertEquals(io.written.stderr.includes(key), false);
  }
  const io = testIo({ cwd: dir.path, env });
  assertEquals(await main(["notebook", "run", "report.ipynb"], io), 1);
  assertStringIncludes(io.written.stderr, "Cannot execute notebooks with TAPEDECK_PYTHON as it lacks the packages");
});

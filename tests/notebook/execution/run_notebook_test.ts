import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { Secret, UserError } from "../../../src/base/mod.ts";
import { joinedText, type Notebook, type NotebookStep, runNotebook } from "../../../src/notebook/execution/mod.ts";
import { needs } from "../../support/require.ts";
import { tempDir } from "../../support/temp_dir.ts";

const jupyter = await needs("jupyter");

const code = (source: string, tags: readonly string[] = []) => ({
  cell_type: "code",
  metadata: { tags },
  source,
  execution_count: 9,
  outputs: [{ output_type: "stream", name: "stdout", text: "of another time" }],
});

const prose = (source: string) => ({ cell_type: "markdown", metadata: {}, source });

function write(path: string, cells: readonly unknown[], change: object = {}): string {
  Deno.writeTextFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4, ...change }));
  return path;
}

const outputText = ({ cells }: Notebook, cell: number) =>
  (cells[cell].outputs ?? []).map(({ text, data }) => joinedText(text ?? data?.["text/plain"] as string[])).join("");

const SECRET = new Secret("openai/work", "sk-abcdef0123456789");

Deno.test({
  name: "a notebook runs with parameters, and what it shows is free of old outputs and of credentials",
  ignore: jupyter.ignore,
  fn: async () => {
    using dir = tempDir();
    const path = write(`${dir.path}/report.ipynb`, [
      prose("# Report"),
      code("const top = 3;", ["parameters"]),
      code("const twice = top * 2; console.log(`twice ${twice}`, `sk-abcdef` + `0123456789`, Deno.cwd());"),
      code(""),
      code("await Promise.resolve(top + 1)"),
    ]);
    const before = Deno.readTextFileSync(path);
    const steps: NotebookStep[] = [];
    const run = await runNotebook(path, {
      python: jupyter.get(),
      parameters: [{ name: "top", text: "20" }],
      secrets: [SECRET],
      hideCode: true,
      outPath: "out.ipynb",
      onStep: (step) => steps.push(step),
    });
    assertEquals(run.failure, null);
    assertEquals(run.parameters, { top: 20 });
    assertEquals(steps.map(({ step, of, firstLine }) => [step, of, firstLine.slice(0, 12)]), [
      [1, 4, "const top = "],
      [2, 4, "// Parameter"],
      [3, 4, "const twice "],
      [4, 4, "await Promis"],
    ]);
    const notebook: Notebook = JSON.parse(run.text);
    assertEquals(outputText(notebook, 3), `twice 40 [secret openai/work] ${Deno.realPathSync(dir.path)}\n`);
    assertEquals(outputText(notebook, 5), "21");
    assert(!run.text.includes("of another time"));
    assertEquals(notebook.cells[1].metadata.jupyter, { source_hidden: true });
    const { start_time, end_time, duration, version, ...rest } = notebook.metadata.papermill as {
      [key: string]: string;
    };
    assertEquals(rest, {
      default_parameters: {},
      environment_variables: {},
      exception: false,
      input_path: path,
      output_path: "out.ipynb",
      parameters: { top: 20 },
    } as object);
    assertMatch(`${start_time} ${end_time} ${version}`, /^\S+Z \S+Z tapedeck \d/);
    assert(Number(duration) > 0);
    assertEquals(Deno.readTextFileSync(path), before);
  },
});

Deno.test({
  name:
    "a cell that fails ends the run: the result says so at its top and before the cell, and the next run forgets it",
  ignore: jupyter.ignore,
  fn: async () => {
    using dir = tempDir();
    const cells = [
      code("const isBad = true;", ["parameters"]),
      prose("between"),
      code('if (isBad) throw new RangeError("too <far> sk-abcdef0123456789");'),
      code("console.log(1)"),
    ];
    const path = write(`${dir.path}/report.ipynb`, cells);
    const run = await runNotebook(path, { python: jupyter.get(), secrets: [SECRET] });
    assertEquals(run.failure, {
      cell: 2,
      kind: "error",
      name: "RangeError",
      message: "too <far> [secret openai/work]",
    });
    assertEquals(run.steps, 2);
    const failed: Notebook = JSON.parse(run.text);
    assertEquals(failed.cells.map((cell) => cell.cell_type), [
      "markdown",
      "code",
      "markdown",
      "markdown",
      "code",
      "code",
    ]);
    assertStringIncludes(joinedText(failed.cells[0].source), "In [2]");
    assertStringIncludes(joinedText(failed.cells[3].source), "RangeError: too &lt;far&gt;");
    assertEquals(failed.cells[4].outputs?.[0].ename, "RangeError");
    assertEquals(failed.cells[5].outputs, []);
    assert(!run.text.includes("sk-abcdef"));
    assertEquals((failed.metadata.papermill as { exception: boolean }).exception, true);

    await Deno.writeTextFile(path, run.text);
    const again = await runNotebook(path, { python: jupyter.get(), parameters: [{ name: "isBad", value: false }] });
    const fine: Notebook = JSON.parse(again.text);
    assertEquals([again.failure, fine.cells.length], [null, 5]);
    assertEquals(outputText(fine, 4), "1\n");
  },
});

Deno.test({
  name: "a cell that takes longer than it may ends the run, and so does an abort",
  ignore: jupyter.ignore,
  fn: async () => {
    using dir = tempDir();
    const path = write(`${dir.path}/slow.ipynb`, [code("await new Promise(() => setInterval(() => {}, 1000));")]);
    const run = await runNotebook(path, { python: jupyter.get(), cellSeconds: 1 });
    assertEquals([run.failure?.kind, run.failure?.cell], ["timeout", 0]);
    assertStringIncludes(run.failure!.message, "after 1 s");

    const fast = write(`${dir.path}/fast.ipynb`, [code("1"), code("await new Promise(() => {})")]);
    const stop = new AbortController();
    const interrupted = () => {
      const onStep = () => stop.abort(new UserError("Cannot go on as it was interrupted"));
      return runNotebook(fast, { python: jupyter.get(), signal: stop.signal, onStep });
    };
    await assertRejects(interrupted, UserError, "interrupted");
    await assertRejects(interrupted, UserError, "interrupted");
  },
});

Deno.test("what is no notebook for this kernel, and a value that is a credential, are errors before anything runs", async () => {
  using dir = tempDir();
  const at = (name: string) => `${dir.path}/${name}`;
  Deno.writeTextFileSync(at("text.ipynb"), "text");
  const cell = [code("const key = ``;", ["parameters"])];
  const cases: [string, string][] = [
    [at("nowhere.ipynb"), "no such file"],
    [at("text.ipynb"), "no JSON"],
    [write(at("empty.ipynb"), [], { cells: 1 }), "no notebook"],
    [write(at("old.ipynb"), cell, { nbformat: 3 }), "format 4"],
    [write(at("python.ipynb"), cell, { metadata: { kernelspec: { name: "python3" } } }), '"python3"'],
  ];
  const python = () => Promise.reject(new Error("Nobody looks for Python"));
  for (const [path, reason] of cases) {
    const error = await assertRejects(() => runNotebook(path, { python }), UserError, reason);
    assertEquals(error.exitCode, 2);
  }
  const path = write(at("fine.ipynb"), cell);
  for (const parameter of [{ name: "key", text: SECRET.reveal() }, { name: "key", value: { a: [SECRET.reveal()] } }]) {
    const error = await assertRejects(
      () => runNotebook(path, { python, secrets: [SECRET], parameters: [parameter] }),
      UserError,
      'the parameter "key" as its value is a credential',
    );
    assert(!error.message.includes(SECRET.reveal()));
  }
});

Deno.test("a client that does not start is an error of one line", async () => {
  using dir = tempDir();
  const path = write(`${dir.path}/fine.ipynb`, [code("1")]);
  const error = await assertRejects(
    () => runNotebook(path, { python: Deno.execPath() }),
    Error,
    "the Jupyter client failed",
  );
  assert(!error.message.includes("\n"));
});

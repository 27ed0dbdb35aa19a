import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { executeNotebook } from "../support/jupyter.ts";
import { normalizeNotebook, type Notebook, outputKinds, printNotebook } from "../support/notebook_file.ts";
import { needs } from "../support/require.ts";

const FOLDER = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const jupyter = await needs("jupyter");
const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".ipynb")).sort();

const committed = new Map<string, Notebook>(
  names.map((name) => [name, JSON.parse(Deno.readTextFileSync(FOLDER + name))]),
);

for (const [name, notebook] of committed) {
  Deno.test(`${name} is stored in its normal form: deno task notebooks writes it`, () => {
    assertEquals(printNotebook(normalizeNotebook(notebook)), Deno.readTextFileSync(FOLDER + name));
  });
}

Deno.test({
  name: "every notebook runs from top to bottom and shows what its stored outputs show",
  ignore: jupyter.ignore,
  fn: async (test) => {
    // Most of the time a kernel waits for its client, so that two go on beside each other.
    const limit = pLimit(2);
    const runs = names.map((name) => limit(() => executeNotebook(FOLDER + name, { python: jupyter.get() })));
    const executed = await Promise.allSettled(runs);
    for (const [i, name] of names.entries()) {
      await test.step(name, () => {
        const run = executed[i];
        if (run.status === "rejected") throw run.reason;
        assertEquals(outputKinds(run.value), outputKinds(committed.get(name)!));
      });
    }
  },
});

/** Writes a notebook with one code cell per source into a folder of its own beside a `deno.json`, and executes it. */
async function execute(sources: readonly string[], cellSeconds?: number): Promise<Notebook> {
  const project = await Deno.makeTempDir({ prefix: "tapedeck-notebook-" });
  try {
    const cells = sources.map((source) => ({
      cell_type: "code",
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    }));
    await Deno.mkdir(`${project}/notebooks`);
    await Deno.writeTextFile(
      `${project}/deno.json`,
      `{ "name": "@made/up", "version": "1.0.0", "exports": "./mod.ts" }`,
    );
    await Deno.writeTextFile(`${project}/mod.ts`, "export const answer = 42;");
    const path = `${project}/notebooks/made_up.ipynb`;
    await Deno.writeTextFile(
      path,
      printNotebook(normalizeNotebook({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 })),
    );
    return await executeNotebook(path, { python: jupyter.get(), cellSeconds });
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

Deno.test({
  name: "a notebook imports the package by its name, as the kernel finds the deno.json above the notebook's folder",
  ignore: jupyter.ignore,
  fn: async () => {
    const { cells } = await execute(['import { answer } from "@made/up"; console.log(answer);']);
    assertEquals(cells[0].outputs?.map(({ text }) => text), [["42\n"]]);
  },
});

Deno.test({
  name: "outputs that the kernel sends after it is idle are not lost",
  ignore: jupyter.ignore,
  fn: async () => {
    const { cells } = await execute(["console.log(1)", "2", "await Deno.jupyter.display({ 3: 3 });"]);
    assertEquals(cells.map(({ outputs }) => outputs?.length), [1, 1, 1]);
  },
});

Deno.test({
  name: "a notebook with a cell that throws fails with the cell's own error",
  ignore: jupyter.ignore,
  fn: async () => {
    const error = await assertRejects(() => execute(["const fine = 1;", 'throw new RangeError("too far");']), Error);
    assert(error.message.includes("RangeError") && error.message.includes("too far"), error.message);
  },
});

Deno.test({
  name: "a notebook whose cell does not end in time fails",
  ignore: jupyter.ignore,
  fn: async () => {
    await assertRejects(
      () => execute(["await new Promise(() => setInterval(() => {}, 1000));"], 1),
      Error,
      "timed out",
    );
  },
});

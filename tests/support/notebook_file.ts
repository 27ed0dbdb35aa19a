import type { Notebook, NotebookCell } from "../../src/notebook/execution/mod.ts";

export { printNotebook } from "../../src/notebook/execution/mod.ts";
export type { Notebook, NotebookCell };

/** What a Deno notebook says of itself, without the kernel's version. */
const METADATA = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: {
    file_extension: ".ts",
    mimetype: "text/x.typescript",
    name: "typescript",
    nbconvert_exporter: "script",
    pygments_lexer: "typescript",
  },
};

/**
 * A notebook without what differs from one execution to the next: times, random cell ids, the counts of a long
 * session, the kernel's version. Two executions that show the same are then the same.
 */
export function normalizeNotebook(notebook: Notebook): Notebook {
  let count = 0;
  const cells = notebook.cells.map((cell, index): NotebookCell => {
    const { execution: _times, ...metadata } = cell.metadata;
    const named = { ...cell, id: `cell-${index + 1}`, metadata };
    if (cell.cell_type !== "code") return named;
    const number = (cell.execution_count ?? null) === null ? null : ++count;
    const outputs = (cell.outputs ?? []).map((output) =>
      output.output_type === "execute_result" ? { ...output, execution_count: number } : output
    );
    return { ...named, execution_count: number, outputs };
  });
  return { cells, metadata: METADATA, nbformat: 4, nbformat_minor: 5 };
}

/** The kind of each output of each code cell: its type, and the MIME types that it offers. */
export function outputKinds(notebook: Notebook): string[][] {
  return notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) =>
    (cell.outputs ?? []).map((output) => [output.output_type, ...Object.keys(output.data ?? {}).sort()].join(" "))
  );
}

/** What a reader would see of a notebook's outputs that should not be there, as one line each. */
export function outputProblems(notebook: Notebook): string[] {
  return notebook.cells.flatMap((cell, index) =>
    (cell.outputs ?? []).flatMap((output) => {
      const where = `cell ${index + 1}`;
      if (output.output_type === "error") return [`${where} failed with ${output.ename}: ${output.evalue}`];
      const shown = JSON.stringify([output.text, output.data]);
      return shown.includes("[object Object]") ? [`${where} shows [object Object]`] : [];
    })
  );
}

/** A Jupyter notebook of format 4, as far as this project looks into it. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** One cell. Long texts are lists of lines, or one text. */
export interface NotebookCell {
  readonly cell_type: string;
  readonly id?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: string | readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly NotebookOutput[];
}

/** One output of a code cell. */
export interface NotebookOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly execution_count?: number | null;
  readonly ename?: string;
  readonly evalue?: string;
}

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

/** The text of a notebook file, laid out as Jupyter itself lays it out, so that saving it there changes nothing else. */
export function printNotebook(notebook: Notebook): string {
  return JSON.stringify(sortKeys(notebook), null, 1) + "\n";
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

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const sorted = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted.map(([key, item]) => [key, sortKeys(item)]));
}

import { escapeHtml } from "../../base/mod.ts";
import type { NotebookFailure } from "./execute_notebook.ts";
import { type Notebook, type NotebookCell, tagsOf } from "./notebook.ts";

/** The tag of the cells that tell of a failure, as papermill has it. */
const TAG = "papermill-error-cell-tag";
const ANCHOR = "papermill-error-cell";

/** A notebook without what an earlier execution has told of its failure. */
export function withoutErrorCells(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.filter((cell) => !tagsOf(cell).includes(TAG)) };
}

/** A notebook that says at its top that it failed, and just before the cell where. */
export function withErrorCells(notebook: Notebook, { cell, name, message }: NotebookFailure): Notebook {
  const number = notebook.cells[cell]?.execution_count ?? " ";
  const hasIds = notebook.nbformat_minor >= 5;
  const banner = markdown(
    `**This notebook did not run to its end: it failed at <a href="#${ANCHOR}">In [${number}]</a>.**`,
    hasIds ? `${ANCHOR}-banner` : null,
  );
  const what = escapeHtml(`${name}: ${message}`.split("\n")[0]);
  const here = markdown(
    `<span id="${ANCHOR}">**It failed here**, and nothing below was run: ${what}</span>`,
    hasIds ? ANCHOR : null,
  );
  return { ...notebook, cells: [banner, ...notebook.cells.toSpliced(Math.max(0, cell), 0, here)] };
}

function markdown(source: string, id: string | null): NotebookCell {
  return { cell_type: "markdown", ...(id === null ? {} : { id }), metadata: { tags: [TAG] }, source: [source] };
}

/** A Jupyter notebook of format 4, as far as this project looks into it. */
export interface Notebook {
  /** From top to bottom. */
  readonly cells: readonly NotebookCell[];
  /** The kernel, the language, and what programs have noted. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The format's version. */
  readonly nbformat: number;
  /** Cells have ids from 4.5 on. */
  readonly nbformat_minor: number;
}

/** One cell. Long texts are lists of lines, or one text. */
export interface NotebookCell {
  /** `code`, `markdown` or `raw`. */
  readonly cell_type: string;
  /** Unique within the notebook. */
  readonly id?: string;
  /** Tags, and what programs have noted. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The text of the cell. */
  readonly source: string | readonly string[];
  /** The number before a code cell; `null`: it was not executed. */
  readonly execution_count?: number | null;
  /** What a code cell has shown. */
  readonly outputs?: readonly NotebookOutput[];
}

/** One output of a code cell. */
export interface NotebookOutput {
  /** `stream`, `display_data`, `execute_result` or `error`. */
  readonly output_type: string;
  /** Of a stream: `stdout` or `stderr`. */
  readonly name?: string;
  /** What a stream has said. */
  readonly text?: string | readonly string[];
  /** What is shown, by its MIME types. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** How it is shown. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Of the value that a cell ends with, the number of the cell. */
  readonly execution_count?: number | null;
  /** Of an error, its name. */
  readonly ename?: string;
  /** Of an error, its message. */
  readonly evalue?: string;
  /** Of an error, what a notebook shows. */
  readonly traceback?: readonly string[];
}

/** A text of a notebook in one piece. */
export function joinedText(text: string | readonly string[] | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("");
}

/** The tags of a cell. */
export function tagsOf({ metadata: { tags } }: NotebookCell): readonly string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

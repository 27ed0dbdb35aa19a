import type { FileProblems } from "../../config/mod.ts";
import { NumberTable } from "./_number_table.ts";
import type { IndexedRow } from "./_row_index.ts";
import type { RenderedRow, SampleRenderer } from "./_sample_renderer.ts";
import { placeOf, readRow, type StoredRows } from "./_stored_samples.ts";

/** Looks at the rows that become samples, in order: whether they can be rendered, and which are alike. */
export class Admission {
  readonly #rows: StoredRows;
  readonly #renderer: SampleRenderer;
  readonly #problems: FileProblems;
  readonly #ids = new NumberTable();
  readonly #hashes = new NumberTable();
  #twins: Uint32Array | null = null;
  #constant = 0;

  constructor(rows: StoredRows, renderer: SampleRenderer, problems: FileProblems) {
    this.#rows = rows;
    this.#renderer = renderer;
    this.#problems = problems;
  }

  /** By row and choice, 0 standing for 1; `null`: all are the first of their kind. */
  get twins(): Uint32Array | null {
    return this.#twins;
  }

  /** How many rows would all send the same. */
  get constant(): number {
    return this.#constant;
  }

  /** The row at a place of the index, which has been added to it. */
  admit(place: number, row: RenderedRow & IndexedRow): void {
    const { file, nameOf } = this.#rows.files[row.file];
    const at = { file, line: row.line };
    const name = nameOf(row.numberInFile);
    const id = this.#renderer.idOf(row, (rule, value) => this.#problems.addAt(at, name, rule, value));
    const where = `${name} (${id})`;
    const first = this.#firstWith(id, place);
    if (first !== null) this.#problems.addAt(at, where, `has the id of the sample at ${first}`);
    if (!this.#renderer.check(row, (rule, value) => this.#problems.addAt(at, where, rule, value))) return;
    if (!this.#renderer.variesWith(row.fields)) this.#constant++;
    const { choices } = this.#renderer;
    for (const [i, choice] of choices.entries()) {
      const { messagesHash } = this.#renderer.render(row, choice);
      const twin = 1 + (this.#hashes.set(messagesHash, (before = 0) => before + 1) ?? 0);
      if (twin > 1) this.#setTwin(place * choices.length + i, twin);
    }
  }

  /** Where the sample with an id is; `null`: there is none, though the hash of its id may be there. */
  #firstWith(id: string, place: number): string | null {
    const first = this.#ids.set(id, () => place);
    if (first === undefined) return null;
    const row = readRow(this.#rows, first);
    return this.#renderer.idOf(row) === id ? placeOf(this.#rows, row) : null;
  }

  #setTwin(key: number, twin: number): void {
    if (this.#twins === null || key >= this.#twins.length) {
      const grown = new Uint32Array(Math.max(1024, 2 * key));
      grown.set(this.#twins ?? []);
      this.#twins = grown;
    }
    this.#twins[key] = twin;
  }
}

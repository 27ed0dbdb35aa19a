import { crc32 } from "node:zlib";
import { UserError } from "../../base/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { PlanSample } from "../plan_sample.ts";
import type { SampleChoice, SampleList } from "../sample_list.ts";
import type { ByteSource } from "./_byte_source.ts";
import type { RowFile } from "./_row_file.ts";
import type { IndexedRow, RowIndex } from "./_row_index.ts";
import type { RenderedRow, SampleRenderer } from "./_sample_renderer.ts";

/** How much of rendered samples is kept, twice: each counts the bytes of its row and what its objects take. */
const MOST_YOUNG_BYTES = 8 * 1024 * 1024;
const OBJECT_BYTES = 1024;

/** Where rows are read again. */
export interface StoredRows {
  readonly index: RowIndex;
  readonly files: readonly Pick<RowFile, "file" | "isText" | "nameOf">[];
  readonly sources: readonly { readonly bytes: ByteSource; readonly parse: (bytes: Uint8Array) => JsonObject }[];
}

/**
 * A row as it was when it was indexed.
 * @throws {UserError} when its file has changed since.
 */
export function readRow(rows: StoredRows, place: number): RenderedRow & IndexedRow {
  const { index, files, sources } = rows;
  const row = index.at(place);
  const { bytes, parse } = sources[row.source];
  const { file, isText } = files[row.file];
  let found: Uint8Array;
  try {
    found = bytes.read(row.at, row.length);
  } catch (error) {
    throw new UserError(`Cannot read the samples again as ${(error as Error).message}: current value is "${file}"`, {
      cause: error,
    });
  }
  if (found.length !== row.length || crc32(found) !== row.checksum) {
    throw new UserError(
      `Cannot use the sample as its file has changed since the plan was loaded: current value is "${
        placeOf(rows, row)
      }"`,
    );
  }
  return { ...row, fields: parse(found), isText };
}

/** Where a row stands, for messages. */
export function placeOf({ files }: Pick<StoredRows, "files">, row: IndexedRow): string {
  const { file, nameOf } = files[row.file];
  return row.line === null ? `${file} (${nameOf(row.numberInFile)})` : `${file}:${row.line}`;
}

/** What a list of samples is made of. */
export interface StoredSamplesParts {
  readonly rows: StoredRows;
  /** The places of the rows in the order of the samples; `null`: all as they are. */
  readonly order: Uint32Array | null;
  /** By row and choice, 0 standing for 1; `null`: all are the first of their kind. */
  readonly twins: Uint32Array | null;
  readonly renderer: SampleRenderer;
}

/** Samples that are rendered when they are asked for, from rows wherever they are. */
export class StoredSamples implements SampleList {
  readonly #parts: StoredSamplesParts;
  readonly length: number;
  readonly choices?: readonly SampleChoice[];
  /** What was used since the young were as many as may be, and what was used before: the old go together. */
  #young = new Map<number, PlanSample>();
  #old = new Map<number, PlanSample>();
  #youngBytes = 0;

  constructor(parts: StoredSamplesParts) {
    this.#parts = parts;
    const { choices } = parts.renderer;
    if (Object.keys(choices[0]).length > 0) this.choices = choices;
    this.length = parts.order?.length ?? parts.rows.index.length;
  }

  at(index: number, choice: SampleChoice = {}): PlanSample | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) return undefined;
    const { rows, order, renderer } = this.#parts;
    const place = order === null ? index : order[index];
    const key = place * renderer.choices.length + this.#choiceOf(choice);
    const kept = this.#young.get(key);
    if (kept !== undefined) return kept;
    const old = this.#old.get(key);
    const bytes = rows.index.at(place).length + OBJECT_BYTES;
    if (old !== undefined) return this.#keep(key, old, bytes);
    const row = readRow(rows, place);
    return this.#keep(key, { ...renderer.render(row, choice), twin: this.#parts.twins?.[key] || 1 }, bytes);
  }

  *[Symbol.iterator](): Generator<PlanSample, undefined, void> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  #choiceOf({ system = 0, template = 0 }: SampleChoice): number {
    const { choices } = this.#parts.renderer;
    const at = choices.findIndex((one) => (one.system ?? 0) === system && (one.template ?? 0) === template);
    if (at !== -1) return at;
    throw new RangeError(`Cannot render a sample as there is no such choice: current value is ${system}, ${template}`);
  }

  #keep(key: number, sample: PlanSample, bytes: number): PlanSample {
    if (this.#youngBytes + bytes > MOST_YOUNG_BYTES) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(key, sample);
    this.#youngBytes += bytes;
    return sample;
  }
}

import { crc32 } from "node:zlib";
import { canonicalJson } from "../../base/mod.ts";
import type { FileProblems } from "../../config/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { SampleList } from "../sample_list.ts";
import { Admission } from "./_admission.ts";
import { fieldPath, findField } from "./_field_path.ts";
import { typedFields } from "./_field_types.ts";
import type { Prompts } from "./_prompts_schema.ts";
import type { FileRow, RowFile } from "./_row_file.ts";
import { type IndexedRow, RowIndex } from "./_row_index.ts";
import type { SampleRenderer } from "./_sample_renderer.ts";
import { needsAllRows, selectRows } from "./_select_rows.ts";
import { Spool } from "./_spool.ts";
import { readRow, type StoredRows, StoredSamples } from "./_stored_samples.ts";
import type { Where } from "./_where.ts";

/** A file of which nothing fits is not gone through to its end. */
const MOST_PROBLEMS = 1000;
const decoder = new TextDecoder();

/** What a pass over the rows is made of. */
export interface RowPassParts {
  readonly files: readonly RowFile[];
  readonly prompts: Prompts;
  readonly renderer: SampleRenderer;
  readonly where: Where;
  readonly problems: FileProblems;
  readonly mostInMemory: number;
}

/** What came of a pass. */
export interface RowPassResult {
  readonly samples: SampleList;
  readonly rows: number;
  readonly kept: number;
}

/** The one pass over all rows, which keeps where those are that become samples. */
export class RowPass {
  readonly #parts: RowPassParts;
  readonly #spool: Spool;
  readonly #strata = new Map<string, number>();
  readonly #stratumOf: number[] = [];
  #rows: StoredRows;
  #count = 0;
  #kept = 0;
  constant = 0;

  constructor(parts: RowPassParts) {
    this.#parts = parts;
    this.#spool = new Spool(parts.mostInMemory);
    const types = parts.prompts.types ?? {};
    this.#rows = {
      index: new RowIndex(),
      files: parts.files,
      // Behind the files' own bytes those of the rows that were kept, which have their types.
      sources: [
        ...parts.files.map(({ bytes = this.#spool, parse = parseJson }) => ({
          bytes,
          parse: (row: Uint8Array) => typedFields(parse(row), types),
        })),
        { bytes: this.#spool, parse: parseJson },
      ],
    };
  }

  async run(): Promise<RowPassResult> {
    const { prompts, renderer, problems, where } = this.#parts;
    const selects = needsAllRows(prompts);
    const admission = new Admission(this.#rows, renderer, problems);
    await this.#goThrough(selects ? null : admission);
    if (this.#count > 0 && !this.#isCut) where.refuseUnknown(problems);
    const order = selects ? this.#select() : null;
    const last = order === null ? admission : this.#admitAll(order.length);
    this.constant = last.constant;
    const samples = new StoredSamples({ rows: this.#rows, order, twins: last.twins, renderer });
    return { samples, rows: this.#count, kept: this.#kept };
  }

  #isCut = false;

  /** All rows of all files, up to the last that is wanted. */
  async #goThrough(admission: Admission | null): Promise<void> {
    const { files, prompts, where, problems } = this.#parts;
    const { offset, limit = Infinity } = prompts;
    const before = problems.count;
    for (const [file, { rows }] of files.entries()) {
      const first = this.#count;
      for await (const row of rows()) {
        this.#count = first + row.number;
        const fields = this.#typed(row, file);
        if (!where.matches(fields)) continue;
        this.#kept++;
        if (admission !== null && this.#kept <= offset) continue;
        this.#keep({ ...row, fields }, { file, admission });
        this.#isCut = (admission !== null && this.#rows.index.length >= limit) ||
          problems.count - before > MOST_PROBLEMS;
        if (this.#isCut) return;
      }
    }
  }

  #typed({ fields, number, line }: FileRow, file: number): JsonObject {
    const { files, prompts: { types }, problems } = this.#parts;
    if (types === undefined) return fields;
    const { file: path, nameOf } = files[file];
    return typedFields(
      fields,
      types,
      (rule, value) => problems.addAt({ file: path, line }, nameOf(number), rule, value),
    );
  }

  #keep(
    { fields, span, line, number }: FileRow,
    { file, admission }: { readonly file: number; readonly admission: Admission | null },
  ): void {
    const { files, prompts: { sample } } = this.#parts;
    const { at, bytes } = span ?? this.#spool.add(fields);
    const row: IndexedRow = {
      file,
      source: span === null ? files.length : file,
      at,
      length: bytes.length,
      checksum: crc32(bytes),
      line,
      numberInFile: number,
      number: this.#count,
    };
    this.#rows.index.add(row);
    admission?.admit(this.#rows.index.length - 1, { ...row, fields, isText: files[file].isText });
    if (sample?.stratify_by === undefined) return;
    const found = findField(fields, fieldPath(sample.stratify_by));
    const stratum = canonicalJson(found.found ? found.value : null);
    if (!this.#strata.has(stratum)) this.#strata.set(stratum, this.#strata.size);
    this.#stratumOf.push(this.#strata.get(stratum)!);
  }

  /** Leaves in the index the rows that are wanted, and gives their order. */
  #select(): Uint32Array {
    const { prompts } = this.#parts;
    const all = this.#rows.index;
    const chosen = selectRows({
      length: all.length,
      numberOf: (index) => all.numberOf(index),
      ...(prompts.sample?.stratify_by === undefined ? {} : { stratumOf: (index: number) => this.#stratumOf[index] }),
    }, prompts);
    const index = new RowIndex();
    const placeOf = new Uint32Array(all.length);
    for (const place of chosen.toSorted()) {
      placeOf[place] = index.length;
      index.add(all.at(place));
    }
    this.#rows = { ...this.#rows, index };
    return chosen.map((place) => placeOf[place]);
  }

  /** By the order of the rows, so that which of its twins a sample is does not depend on a shuffle. */
  #admitAll(count: number): Admission {
    const { renderer, problems } = this.#parts;
    const admission = new Admission(this.#rows, renderer, problems);
    const before = problems.count;
    for (let place = 0; place < count && problems.count - before <= MOST_PROBLEMS; place++) {
      admission.admit(place, readRow(this.#rows, place));
    }
    return admission;
  }
}

function parseJson(bytes: Uint8Array): JsonObject {
  return JSON.parse(decoder.decode(bytes));
}

import type { JsonObject } from "../../spec/mod.ts";
import type { ByteSource } from "./_byte_source.ts";

/** A row as its file has it. */
export interface FileRow {
  readonly fields: JsonObject;
  /** Which of its file's rows it is, from 1. */
  readonly number: number;
  /** From 1; `null`: the file has no lines. */
  readonly line: number | null;
  /** Where it can be read again; `null`: nowhere, so that it must be kept. */
  readonly span: { readonly at: number; readonly bytes: Uint8Array } | null;
}

/** A file of rows that is gone through once, and of which single rows are read again later. */
export interface RowFile {
  /** For messages. */
  readonly file: string;
  /** What its rows are called in messages, by their numbers. */
  readonly nameOf: (number: number) => string;
  /** Whether its cells are text, so that an empty one is nothing. */
  readonly isText: boolean;
  /** Its rows in order. What is wrong with one goes to the problems, and it is left out. */
  rows(): AsyncIterable<FileRow>;
  /** What `span` is about; absent where it is always `null`. */
  readonly bytes?: ByteSource;
  /** A row from its bytes. */
  parse?(bytes: Uint8Array): JsonObject;
}

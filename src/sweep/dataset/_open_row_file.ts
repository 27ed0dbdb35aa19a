import type { FileProblems } from "../../config/mod.ts";
import { type ByteSource, MemoryBytes } from "./_byte_source.ts";
import { FileBytes } from "./_file_bytes.ts";
import { jsonLines } from "./_json_lines.ts";
import { parquetRows } from "./_parquet_rows.ts";
import type { RowFile } from "./_row_file.ts";
import { separatedValues } from "./_separated_values.ts";
import { tomlRows } from "./_toml_rows.ts";

/** Reads a text file by its path; rejects when it cannot. */
export type ReadText = (path: string) => Promise<string>;

/** What a reader of rows is made of. */
export interface RowFileOptions {
  readonly file: string;
  /** The file, for one reader: each has its own place in it. */
  readonly open: () => ByteSource;
  /** The whole file from its beginning, a part at a time. */
  readonly chunks: () => AsyncIterable<Uint8Array>;
  readonly problems: FileProblems;
}

/** Options of {@linkcode openRowFile}. */
export interface OpenRowFileOptions {
  readonly problems: FileProblems;
  /** Reads files that are none of the file system's; absent: they are. */
  readonly readText?: ReadText | undefined;
  /** Larger files are not kept in memory. */
  readonly mostInMemory: number;
}

const KINDS = /\.(jsonl|ndjson|csv|tsv|parquet|toml)$/i;
const CHUNK_BYTES = 1024 * 1024;

/** A file of samples by what its name ends in; `null`: it cannot be read, and the problems say why. */
export async function openRowFile(file: string, options: OpenRowFileOptions): Promise<RowFile | null> {
  const { problems } = options;
  const kind = KINDS.exec(file)?.[1].toLowerCase();
  if (kind === undefined) {
    problems.add(["prompts", "file"], "must end in .jsonl, .ndjson, .csv, .tsv, .parquet or .toml", file);
    return null;
  }
  try {
    if (kind === "parquet") {
      await Deno.stat(file);
      return parquetRows({ file, problems });
    }
    if (kind === "toml") {
      const text = await (options.readText ?? Deno.readTextFile)(file);
      return tomlRows({ file, text: text.replace(/^\uFEFF/, ""), problems });
    }
    const parts = { file, ...await contentOf(file, options), problems };
    return kind === "csv" || kind === "tsv" ? separatedValues(parts, kind === "csv" ? "," : "\t") : jsonLines(parts);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message;
    problems.add(["prompts", "file"], `cannot be read as ${reason}`, file);
    return null;
  }
}

async function contentOf(
  file: string,
  { readText, mostInMemory }: OpenRowFileOptions,
): Promise<Pick<RowFileOptions, "open" | "chunks">> {
  if (readText === undefined && (await Deno.stat(file)).size > mostInMemory) {
    return { open: () => new FileBytes(file), chunks: () => chunksOf(file) };
  }
  const whole = readText === undefined ? await Deno.readFile(file) : new TextEncoder().encode(await readText(file));
  return {
    open: () => new MemoryBytes(whole),
    chunks: async function* () {
      yield await Promise.resolve(whole);
    },
  };
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, void> {
  using file = await Deno.open(path);
  for (;;) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = await file.read(chunk);
    if (count === null) return;
    yield chunk.subarray(0, count);
  }
}

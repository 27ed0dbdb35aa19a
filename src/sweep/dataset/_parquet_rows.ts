import type { AsyncBuffer, Compressors, ParquetParsers } from "hyparquet";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { isJson } from "../../base/mod.ts";
import type { FileProblems } from "../../config/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { FileRow, RowFile } from "./_row_file.ts";
import { sampleName } from "./_sample_name.ts";

const DAY_MS = 86_400_000;

/** A Parquet file, of which one row group at a time is in memory. */
export function parquetRows({ file, problems }: { readonly file: string; readonly problems: FileProblems }): RowFile {
  async function* rows(): AsyncGenerator<FileRow, void, void> {
    let count = 0;
    try {
      for await (const group of rowGroups(file)) {
        for (const row of group) {
          count++;
          const fields = jsonOf(row);
          if (isJson(fields)) yield { fields: fields as JsonObject, number: count, line: null, span: null };
          else problems.addAt({ file, line: null }, sampleName(count), "must have values that JSON can carry");
        }
      }
    } catch (error) {
      problems.addAt({ file, line: null }, "", `cannot be read as Parquet: ${(error as Error).message}`);
    }
  }
  return { file, nameOf: sampleName, isText: false, rows };
}

async function* rowGroups(path: string): AsyncGenerator<Record<string, unknown>[], void, void> {
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  using source = await Deno.open(path);
  const file = bufferOf(source, (await source.stat()).size);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows: count } of metadata.row_groups) {
    const rowEnd = rowStart + Number(count);
    yield await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors, parsers });
    rowStart = rowEnd;
  }
}

function bufferOf(source: Deno.FsFile, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start);
      source.seekSync(start, Deno.SeekMode.Start);
      let filled = 0;
      while (filled < bytes.length) {
        const count = source.readSync(bytes.subarray(filled));
        if (count === null) break;
        filled += count;
      }
      return bytes.buffer;
    },
  };
}

/** What the reader does not unpack by itself. */
const compressors: Compressors = {
  GZIP: (bytes) => new Uint8Array(gunzipSync(bytes)),
  BROTLI: (bytes) => new Uint8Array(brotliDecompressSync(bytes)),
  ZSTD: (bytes) => new Uint8Array(zstdDecompressSync(bytes)),
};

/** Times as RFC 3339 with all of their digits, which a `Date` has not. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (ms) => timeText(BigInt(ms), 3),
  timestampFromMicroseconds: (us) => timeText(BigInt(us), 6),
  timestampFromNanoseconds: (ns) => timeText(BigInt(ns), 9),
  dateFromDays: (days) => days === undefined ? undefined : new Date(days * DAY_MS).toISOString().slice(0, 10),
};

/** So many units of 10 to the minus `digits` seconds since 1970. */
function timeText(units: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const rest = ((units % unit) + unit) % unit;
  const text = new Date(Number((units - rest) / unit) * 1000).toISOString();
  const fraction = rest.toString().padStart(digits, "0").replace(/0+$/, "");
  return text.slice(0, 19) + (fraction === "" ? "" : `.${fraction.padEnd(3, "0")}`) + "Z";
}

/** A value as JSON has it: a whole number that a double cannot hold is text, bytes are base64, NaN is `null`. */
function jsonOf(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value.toBase64();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, jsonOf);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, jsonOf(one)]));
}

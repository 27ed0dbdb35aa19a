import type { FileProblems } from "../config/mod.ts";
import { dirname, isAbsolute, join } from "node:path";
import { isJson, isTable } from "../base/mod.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";

/** One sample as it stands in a plan or in a file of prompts. */
export interface PromptRow {
  readonly fields: JsonObject;
  readonly file: string;
  readonly line: number | null;
  /** For messages: `prompts.items[3]` or `sample 4`. */
  readonly where: string;
}

/** Reads a text file by its path; rejects when it cannot. */
export type ReadText = (path: string) => Promise<string>;

/** A path that a plan names, seen from where the plan's own path starts. */
export function besidePlan(planPath: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(planPath), path);
}

/** The inline samples of `[[prompts.items]]`. */
export function inlineRows(
  items: readonly unknown[],
  { file, problems }: { file: string; problems: FileProblems },
): PromptRow[] {
  return items.flatMap((item, i) => {
    const path = ["prompts", "items", i];
    if (isTable(item) && isJson(item)) {
      return [{ fields: item as JsonObject, file, line: problems.lineOf(path), where: `prompts.items[${i}]` }];
    }
    problems.add(path, "must be a table with values that JSON can carry", item);
    return [];
  });
}

/** The samples of a JSON Lines or CSV file; what is wrong with it goes to `problems`. */
export async function fileRows(
  file: string,
  { readText, problems }: { readText: ReadText; problems: FileProblems },
): Promise<PromptRow[]> {
  const kind = /\.(jsonl|ndjson|csv)$/i.exec(file)?.[1].toLowerCase();
  if (kind === undefined) {
    problems.add(["prompts", "file"], "must end in .jsonl, .ndjson or .csv", file);
    return [];
  }
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message;
    problems.add(["prompts", "file"], `cannot be read as ${reason}`, file);
    return [];
  }
  text = text.replace(/^\uFEFF/, "");
  return kind === "csv" ? await csvRows(text, { file, problems }) : jsonRows(text, { file, problems });
}

interface FileOptions {
  readonly file: string;
  readonly problems: FileProblems;
}

function jsonRows(text: string, { file, problems }: FileOptions): PromptRow[] {
  const rows: PromptRow[] = [];
  text.split("\n").forEach((source, i) => {
    if (source.trim() === "") return;
    const at = { file, line: i + 1 };
    const where = `sample ${rows.length + 1}`;
    let fields: unknown;
    try {
      fields = JSON.parse(source);
    } catch (error) {
      return problems.addAt(at, "", `is not valid JSON: ${(error as Error).message}`);
    }
    if (!isTable(fields) || !isJson(fields)) return problems.addAt(at, where, "must be a JSON object", fields);
    rows.push({ fields: fields as JsonObject, where, ...at });
  });
  return rows;
}

async function csvRows(text: string, { file, problems }: FileOptions): Promise<PromptRow[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, { info: true, skip_empty_lines: true }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.addAt({ file, line: Number(error.lines) || null }, "", `is not valid CSV: ${error.message}`);
    return [];
  }
  const header = records[0]?.record ?? [];
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) {
    problems.addAt({ file, line: 1 }, "", "each column must have its own name", twice);
    return [];
  }
  return records.slice(1).map(({ record }, i) => ({
    fields: Object.fromEntries(header.map((name, column): [string, JsonValue] => [name, record[column]])),
    file,
    // A record is known by the line on which it ends; it begins behind the end of the one before.
    line: records[i].info.lines + 1,
    where: `sample ${i + 1}`,
  }));
}

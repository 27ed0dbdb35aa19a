import { parse } from "csv-parse/sync";
import { canonicalJson, isTable, UserError } from "../../base/mod.ts";
import type { RatingItem } from "./rating_items.ts";

/** A sheet is CSV, which spreadsheets open, or JSON Lines. */
export type SheetFormat = "csv" | "jsonl";

/** A rating as a sheet has it, with the line that it stands on. */
export interface SheetRating {
  /** From 1, the titles among them. */
  readonly line: number;
  /** `null`: the cell is named by its place. */
  readonly cellId: string | null;
  /** `null`: the cell is named by its id. */
  readonly cellIndex: number | null;
  /** From 0 to 1; `null`: nobody has rated it yet. */
  readonly score: number | null;
  /** The empty string for none. */
  readonly note: string;
  /** `null`: the sheet does not say who. */
  readonly rater: string | null;
}

/** The format of a sheet by its name. */
export function sheetFormat(path: string): SheetFormat {
  const kind = /\.(csv|jsonl|ndjson)$/i.exec(path)?.[1].toLowerCase();
  if (kind === undefined) {
    throw new UserError(
      `Cannot use the sheet as its name must end in .csv, .jsonl or .ndjson: current value is "${path}"`,
      {
        exitCode: 2,
      },
    );
  }
  return kind === "csv" ? "csv" : "jsonl";
}

const TITLES = ["cell_index", "cell_id", "prompt", "expected", "answer", "score", "note"];

/**
 * A sheet for people to rate answers in: they fill in `score`, from 0 to 1, and `note`, and give it back. Who answered is
 * not in it unless `show` is set. In CSV, what a spreadsheet would run as a formula stands behind an apostrophe.
 */
export async function* ratingSheet(
  items: AsyncIterable<RatingItem>,
  { format, show = false }: { readonly format: SheetFormat; readonly show?: boolean },
): AsyncGenerator<string> {
  const titles = show ? [...TITLES.slice(0, 2), "endpoint", "label", ...TITLES.slice(2)] : TITLES;
  if (format === "csv") yield `\uFEFF${titles.join(",")}\r\n`;
  for await (const item of items) {
    const { cellIndex, cellId, prompt, expected, answer, endpoint, label } = item;
    const row: { readonly [title: string]: string | number | null } = {
      cell_index: cellIndex,
      cell_id: cellId,
      endpoint,
      label,
      prompt,
      expected: expected === null || typeof expected === "string" ? expected : canonicalJson(expected),
      answer,
      score: null,
      note: "",
    };
    yield format === "csv"
      ? `${titles.map((title) => csvField(row[title])).join(",")}\r\n`
      : `${JSON.stringify(Object.fromEntries(titles.map((title) => [title, row[title]])))}\n`;
  }
}

function csvField(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The ratings of a sheet.
 * @throws {UserError} with exit code 2 and every line that is wrong, when one is.
 */
export function readRatingSheet(text: string, { format, path }: { format: SheetFormat; path: string }): SheetRating[] {
  const problems: string[] = [];
  const rows = (format === "csv" ? csvRows(text, path) : jsonRows(text, problems)).map(({ line, fields }) => {
    const rating = ratingOf(line, fields);
    if (typeof rating !== "string") return rating;
    problems.push(`line ${line}: ${rating}`);
    return null;
  });
  if (problems.length > 0) {
    const shown = problems.slice(0, 20).map((problem) => `  ${problem}`);
    const more = problems.length > 20 ? `\n  and ${problems.length - 20} more` : "";
    const count = problems.length === 1 ? "1 line of it is" : `${problems.length} lines of it are`;
    throw new UserError(`Cannot use the sheet ${path} as ${count} wrong:\n${shown.join("\n")}${more}`, { exitCode: 2 });
  }
  return rows.filter((row) => row !== null);
}

interface SheetRow {
  readonly line: number;
  readonly fields: { readonly [name: string]: unknown };
}

function csvRows(text: string, path: string): SheetRow[] {
  try {
    const rows: { record: { [name: string]: string }; info: { lines: number } }[] = parse(text, {
      bom: true,
      columns: true,
      info: true,
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (cause) {
    throw new UserError(`Cannot read the sheet ${path} as it is no CSV: ${(cause as Error).message}`, {
      exitCode: 2,
      cause,
    });
  }
}

function jsonRows(text: string, problems: string[]): SheetRow[] {
  return text.replace(/^\uFEFF/, "").split("\n").flatMap((one, i): SheetRow[] => {
    if (one.trim() === "") return [];
    try {
      const fields: unknown = JSON.parse(one);
      if (isTable(fields)) return [{ line: i + 1, fields }];
    } catch {
      // Told below.
    }
    problems.push(`line ${i + 1}: must be an object of JSON`);
    return [];
  });
}

function ratingOf(line: number, fields: SheetRow["fields"]): SheetRating | string {
  const cellId = textOf(fields.cell_id);
  const place = textOf(fields.cell_index);
  if (cellId === "" && place === "") return 'must name a cell, by "cell_id" or "cell_index"';
  if (place !== "" && !/^\d+$/.test(place)) return `cell_index must be a whole number: current value is "${place}"`;
  const score = textOf(fields.score);
  const value = score === "" ? null : Number(score);
  if (value !== null && !(value >= 0 && value <= 1)) return `score must be from 0 to 1: current value is "${score}"`;
  const rater = textOf(fields.rater);
  return {
    line,
    cellId: cellId === "" ? null : cellId,
    cellIndex: place === "" ? null : Number(place),
    score: value,
    note: textOf(fields.note),
    rater: rater === "" ? null : rater,
  };
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value).trim();
}

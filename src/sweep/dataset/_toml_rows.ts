import { isJson, isTable, UserError } from "../../base/mod.ts";
import { type FileProblems, parseToml, tomlLines } from "../../config/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { FileRow, RowFile } from "./_row_file.ts";

/** A TOML file with its samples as `[[samples]]`. */
export function tomlRows(
  { file, text, problems }: { readonly file: string; readonly text: string; readonly problems: FileProblems },
): RowFile {
  async function* rows(): AsyncGenerator<FileRow, void, void> {
    const raw = parsed(text, file, problems);
    if (raw === null) return;
    const { samples, ...others } = raw;
    const [other] = Object.keys(others);
    if (other !== undefined) {
      problems.addAt(
        { file, line: tomlLines(text)([other]) },
        other,
        "is not a known key: samples stand in [[samples]]",
      );
    }
    if (!Array.isArray(samples)) return problems.addAt({ file, line: null }, "", "must have samples as [[samples]]");
    const lines = tomlLines(text);
    for (const [i, fields] of samples.entries()) {
      const line = lines(["samples", i]);
      if (isTable(fields) && isJson(fields)) yield { fields: fields as JsonObject, number: i + 1, line, span: null };
      else problems.addAt({ file, line }, `samples[${i}]`, "must be a table with values that JSON can carry", fields);
    }
  }
  return { file, nameOf: (number) => `samples[${number - 1}]`, isText: false, rows };
}

function parsed(text: string, file: string, problems: FileProblems): { [key: string]: unknown } | null {
  try {
    return parseToml(text, file, "file of samples");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [, line, reason] = /:(\d+): (.*)$/s.exec(error.message) ?? [, null, error.message];
    problems.addAt({ file, line: line === null ? null : Number(line) }, "", `is not valid TOML: ${reason}`);
    return null;
  }
}

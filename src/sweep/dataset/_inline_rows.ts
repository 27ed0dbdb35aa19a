import { isJson, isTable } from "../../base/mod.ts";
import type { FileProblems } from "../../config/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { FileRow, RowFile } from "./_row_file.ts";

/** The inline samples of `[[prompts.items]]`. */
export function inlineRows(
  items: readonly unknown[],
  { file, problems }: { readonly file: string; readonly problems: FileProblems },
): RowFile {
  async function* rows(): AsyncGenerator<FileRow, void, void> {
    for (const [i, item] of items.entries()) {
      const path = ["prompts", "items", i];
      if (isTable(item) && isJson(item)) {
        yield { fields: item as JsonObject, number: i + 1, line: problems.lineOf(path), span: null };
      } else {
        problems.add(path, "must be a table with values that JSON can carry", item);
      }
    }
  }
  return { file, nameOf: (number) => `prompts.items[${number - 1}]`, isText: false, rows };
}

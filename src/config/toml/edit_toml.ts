import { equals, pruned, type TomlTable, withEdit } from "./_data.ts";
import { deleteAt } from "./_delete_at.ts";
import { parse } from "@std/toml";
import { setAt } from "./_set_at.ts";

/** A change of one value. */
export interface TomlEdit {
  /** Keys and indices from the root: `["aliases", "models", "fast"]`; the index behind the last one adds to a list. */
  readonly path: readonly (string | number)[];
  /** What it is to be; absent: it is to be gone. */
  readonly value?: unknown;
}

/**
 * A TOML text with values set and deleted. Comments, order and layout of everything else stay, byte for byte; a value
 * that is already what it is to be is not touched. Deleting what is not there changes nothing.
 *
 * @throws {SyntaxError} when the text is no TOML.
 * @throws {TypeError} for a value that TOML cannot carry.
 */
export function editToml(text: string, edits: readonly TomlEdit[]): string {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  // Whoever ends all lines in the way of Windows gets no others; a text that is at odds with itself stays so.
  const isWindows = text.includes("\r\n") && !/(?<!\r)\n/.test(text);
  let edited = text.slice(bom.length).replaceAll(isWindows ? "\r\n" : "\n", "\n");
  let meant: TomlTable = parse(edited);
  for (const edit of edits) {
    edited = edit.value === undefined ? deleteAt(edited, edit.path) : setAt(edited, edit.path, edit.value);
    meant = withEdit(meant, edit);
  }
  if (!equals(pruned(parse(edited)), pruned(meant))) {
    throw new Error("Cannot edit the TOML text as the change would not come out as it was meant");
  }
  return bom + (isWindows ? edited.replaceAll("\n", "\r\n") : edited);
}

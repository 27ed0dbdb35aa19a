import { isSame, isWithin, TomlDocument } from "./_document.ts";
import type { TomlEntry, TomlPath } from "./_scan_toml.ts";

/** The text without what stands at a path: its lines, or its place in a list or in braces. */
export function deleteAt(text: string, path: TomlPath): string {
  const document = new TomlDocument(text);
  const found = document.entries.filter((entry) => isWithin(entry.path, path));
  const lines = found.filter(({ isInline }) => !isInline);
  if (lines.length > 0) return withoutLines(document, lines);
  const inline = found.filter(({ container }) => isWithin(path, container) && !isSame(path, container));
  // From the last one, so that the places of the others stay.
  return inline.reduceRight((left, entry) => withoutInline(new TomlDocument(left), entry), text);
}

function withoutLines(document: TomlDocument, entries: readonly TomlEntry[]): string {
  let { text } = document;
  for (const { start, end } of entries.toReversed()) {
    text = text.slice(0, document.lineStart(start)) + text.slice(document.lineEnd(end));
  }
  return text;
}

/** Takes one comma away with it, and no comment. */
function withoutInline(document: TomlDocument, { start, end, container }: TomlEntry): string {
  const { text, entries } = document;
  const before = entries.findLast((one) => one.end <= start && isSame(one.container, container) && one.isInline);
  const comma = /^\s*,[ \t]*/.exec(text.slice(end));
  const gap = before === undefined ? null : text.slice(before.end, start);
  if (gap !== null && comma === null && /^[ \t]*,[ \t]*$/.test(gap)) return document.replaced(before!.end, end, "");
  if (gap !== null && comma === null && !gap.includes("#")) return document.replaced(before!.end, end, "");
  const behind = end + (comma?.[0].length ?? 0);
  const lineStart = document.lineStart(start);
  const isAlone = /^[ \t]*$/.test(text.slice(lineStart, start)) && /^\r?\n/.test(text.slice(behind));
  return isAlone ? document.replaced(lineStart, document.lineEnd(behind), "") : document.replaced(start, behind, "");
}

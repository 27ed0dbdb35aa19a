import type { Edit } from "./_edits.ts";
import { type Part, textParts } from "./_text_parts.ts";
import type { Range } from "../../base/mod.ts";

/**
 * Edits that remove secrets which a body spells across several places, as when a model repeats a key token by token.
 * Strings (and the byte lists of log probabilities) that stand at the same place of successive events, or of successive
 * items of an array, are read as one text; where several streams run through each other, each by itself too. `find` gives
 * the ranges of a text's secrets.
 */
export function splitSecretEdits(latin1: string, find: (text: string) => Range[], placeholder: string): Edit[] {
  const parts = textParts(latin1);
  if (parts.length === 0) return [];
  const groups = Map.groupBy(parts, (part) => part.path);
  let edits = editsOf(groups, find, placeholder);
  if (edits.size === 0) {
    const indexed = Map.groupBy(parts, (part) => part.indexedPath);
    if (indexed.size !== groups.size) edits = editsOf(indexed, find, placeholder);
  }
  if (edits.size > 0) alsoAlternatives(parts, edits);
  return [...edits].map(([{ start, end, print }, clean]) => ({ start, end, replacement: print(clean) }))
    .sort((a, b) => a.start - b.start);
}

/** The parts that change, with what they are to say. */
type CleanParts = Map<Part, string>;

function editsOf(
  groups: ReadonlyMap<string, readonly Part[]>,
  find: (text: string) => Range[],
  placeholder: string,
): CleanParts {
  const clean: CleanParts = new Map();
  for (const group of groups.values()) {
    if (group.length === 1 && !group[0].isHidden) continue;
    const ranges = find(group.map(({ text }) => text).join(""));
    let offset = 0;
    for (const part of group) {
      const text = ranges.length === 0 ? part.text : without(part.text, offset, ranges, placeholder);
      if (text !== part.text) clean.set(part, text);
      offset += part.text.length;
    }
  }
  return clean;
}

/** The alternatives to a token name the chosen one too: what became of it becomes of them. */
function alsoAlternatives(parts: readonly Part[], clean: CleanParts): void {
  const tokens = new Map<string, string>();
  for (const [part, text] of clean) if (part.path.includes("logprobs")) tokens.set(part.text, text);
  for (const part of parts) {
    const text = part.path.includes("top_logprobs") ? tokens.get(part.text) : undefined;
    if (text !== undefined && !clean.has(part)) clean.set(part, text);
  }
}

/** A part without its share of the ranges, which count from the start of the joined text; each leaves one placeholder. */
function without(text: string, offset: number, ranges: readonly Range[], placeholder: string): string {
  let clean = "";
  let at = 0;
  for (const { start, end } of ranges) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, text.length);
    if (from >= to) continue;
    clean += text.slice(at, from) + (start >= offset ? placeholder : "");
    at = to;
  }
  return clean + text.slice(at);
}

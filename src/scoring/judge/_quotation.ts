import { hash } from "node:crypto";
import { canonicalJson } from "../../base/mod.ts";

/** 96 bits: nobody finds a text that has so much of its own hash in it. */
const MARK_CHARS = 24;

/** A text that a judge looks at, and what it is. */
export interface QuotedPart {
  /** In small letters: `answer`. */
  readonly name: string;
  readonly text: string;
}

/** Texts between tags that none of them can close. */
export interface Quotation {
  /** What all of its tags have at their end. */
  readonly mark: string;
  readonly text: string;
}

/**
 * Quotes texts so that none of them can end its quotation. Each stands between an opening and a closing tag with a mark
 * that is a hash of all of them: to write the closing tag, a text would have to contain a part of its own hash. The same
 * texts give the same mark, so that a replay finds the recording.
 */
export function quotation(parts: readonly QuotedPart[]): Quotation {
  const mark = markOf(parts);
  const text = parts.map(({ name, text }) => `<${name} ${mark}>\n${text}\n</${name} ${mark}>`).join("\n\n");
  return { mark, text };
}

function markOf(parts: readonly QuotedPart[]): string {
  const content = canonicalJson(parts.map(({ name, text }) => [name, text]));
  for (let round = 0;; round++) {
    const mark = hash("sha256", `${round} ${content}`, "hex").slice(0, MARK_CHARS);
    if (!content.includes(mark)) return mark;
  }
}

import type { WordChange } from "../cassette/mod.ts";

/** Of what stays the same beside a change. */
const CONTEXT_CHARS = 24;

/** `…capital of [-France-]{+Spain+} is…` */
export function wordsText(words: readonly WordChange[]): string {
  return words.map(({ kind, text }, i) => {
    if (kind === "removed") return `[-${text}-]`;
    if (kind === "added") return `{+${text}+}`;
    if (i === 0) return text.length <= CONTEXT_CHARS ? text : `…${text.slice(-CONTEXT_CHARS)}`;
    const isLast = i === words.length - 1;
    if (text.length <= CONTEXT_CHARS * (isLast ? 1 : 2)) return text;
    return `${text.slice(0, CONTEXT_CHARS)}…${isLast ? "" : text.slice(-CONTEXT_CHARS)}`;
  }).join("");
}

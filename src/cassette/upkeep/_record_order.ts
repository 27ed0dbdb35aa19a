import type { TapeRecord } from "../interaction.ts";

/** What decides a record's place. */
export interface Place {
  readonly isDecision: boolean;
  readonly url: string;
  readonly scope: string;
  readonly key: string;
}

/** The place of a record; `intern` keeps one copy of a text that many records have. */
export function placeOf(record: TapeRecord, intern: (text: string) => string): Place {
  const { key, scope = "" } = record;
  const isDecision = record.kind === "decision";
  return { isDecision, url: isDecision ? "" : intern(record.request.url), scope: intern(scope), key };
}

/** Which of two records stands first; 0 for those of one key. */
export function comparePlaces(a: Place, b: Place): number {
  return Number(a.isDecision) - Number(b.isDecision) || compareTexts(a.url, b.url) || compareTexts(a.scope, b.scope) ||
    compareTexts(a.key, b.key);
}

/** By code units, which is the same on every machine. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Keeps one copy of each text. */
export function interner(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, text);
    return text;
  };
}

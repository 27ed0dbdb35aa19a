import { compareText } from "../../base/mod.ts";
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
  return Number(a.isDecision) - Number(b.isDecision) || compareText(a.url, b.url) || compareText(a.scope, b.scope) ||
    compareText(a.key, b.key);
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

import { Buffer } from "node:buffer";
import type { Piece } from "./_target_pieces.ts";

const PROBE_CHARS = 48;
const STEP_CHARS = 4;
const LEAST_CHARS = 32;
/** Each text that is looked for is a pass through the file in memory. */
const TEXTS_AT_ONCE = 2;

/**
 * Texts of a request that may tell which lines are like it, in groups: another group is looked for where none of the
 * texts before was found, or all were found everywhere. The last are the parameters.
 */
export function probeGroups(pieces: readonly Piece[]): string[][] {
  // Who the request goes to is the same on nearly all lines.
  const texts = pieces.slice(2).map(({ text }) => text).filter((text) => text.length > 2);
  const long = evenly(texts.filter((text) => text.length >= LEAST_CHARS), 2 * TEXTS_AT_ONCE);
  const counts = countCharacters(texts.join(""));
  const probes = long.map((text) => quickestStretch(text, counts));
  // The ends of a conversation are what changes: the first group is from within.
  const within = probes.slice(1, -1);
  const others = [...probes.slice(0, 1), ...probes.slice(1).slice(-1)];
  const starts = long.map((text) => text.slice(0, PROBE_CHARS));
  const parameters = texts.filter((text) => text.length < LEAST_CHARS);
  return [within, others, starts, parameters].map(distinct).filter((group) => group.length > 0);
}

/**
 * The stretch of a text that is found fastest: a search leaps as far as the character that it meets is from the end of
 * what it looks for.
 */
function quickestStretch(text: string, counts: ReadonlyMap<string, number>): string {
  let best = { stretch: text.slice(0, PROBE_CHARS), leap: 0 };
  for (let at = 0; at + PROBE_CHARS <= text.length; at += STEP_CHARS) {
    const stretch = text.slice(at, at + PROBE_CHARS);
    let leap = 0;
    for (const [character, count] of counts) {
      leap += count * (PROBE_CHARS - 1 - stretch.lastIndexOf(character, PROBE_CHARS - 2));
    }
    if (leap > best.leap) best = { stretch, leap };
  }
  return best.stretch;
}

function countCharacters(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a).slice(0, 16));
}

function distinct(texts: readonly string[]): string[] {
  // The file is looked through as Latin-1.
  return [...new Set(texts)].map((text) => Buffer.from(text).toString("latin1"));
}

/** So many of the items at the most, the first and the last among them. */
function evenly(items: readonly string[], most: number): string[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.round(i * (items.length - 1) / (most - 1))]);
}

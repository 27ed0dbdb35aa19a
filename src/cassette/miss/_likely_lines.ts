import type { RecordedRequest } from "../interaction.ts";
import { REQUEST_MARK, type TapeFile } from "../_tape_file.ts";
import { probeGroups } from "./_probes.ts";
import { roughDistance } from "./_rough_distance.ts";
import { type Piece, targetPieces } from "./_target_pieces.ts";

/** What is found on so many lines tells none from another. */
const COMMON = 48;
/** So many lines are compared piece by piece. */
const MOST_COMPARED = 100;
/** So much is searched, each text of a group counting by itself, before what was found is taken for good enough. */
const ENOUGH_BYTES = 24 << 20;

/**
 * The lines whose requests are likely to be the nearest, at most so many: found in the text of the file, as parsing all
 * of it takes too long.
 */
export function likelyLines(file: TapeFile, request: RecordedRequest, most: number): number[] {
  if (file.length <= most) return Array.from({ length: file.length }, (_, line) => line);
  const pieces = targetPieces(request);
  const lines = file.length <= MOST_COMPARED ? [] : linesWithRareTexts(file, pieces);
  const found = new Set(lines.slice(0, MOST_COMPARED));
  const least = Math.min(file.length, found.size < most ? MOST_COMPARED : 0);
  for (let line = 0; found.size < least; line++) found.add(line);
  const likely = [...found].filter((line) => !file.isSuperseded(line)).map((line) => {
    const text = file.text(line);
    const start = Math.max(0, text.indexOf(REQUEST_MARK));
    return { line, distance: roughDistance(pieces, { block: text, start, end: text.length }) };
  });
  return likely.sort((a, b) => a.distance - b.distance).slice(0, most).map(({ line }) => line);
}

/** The lines that have a text of the request, those with the rarest first. */
function linesWithRareTexts(file: TapeFile, pieces: readonly Piece[]): number[] {
  const scores = new Map<number, number>();
  let searched = 0;
  let isFound = false;
  for (const texts of probeGroups(pieces)) {
    if (isFound && searched > ENOUGH_BYTES) break;
    const found = search(file, texts);
    searched += found.searched;
    for (const hits of found.hits) {
      isFound ||= hits.length > 0 && hits.length < COMMON;
      for (const line of new Set(hits)) scores.set(line, (scores.get(line) ?? 0) + 1 / hits.length);
    }
  }
  return [...scores].sort(([, a], [, b]) => b - a).map(([line]) => line);
}

/** On which lines texts stand; of a text that is common, only on the first ones. */
function search(file: TapeFile, texts: readonly string[]): { hits: readonly number[][]; searched: number } {
  const all = texts.map((text) => ({ text, hits: [] as number[] }));
  let searched = 0;
  file.scan((block, lineAt) => {
    const rare = all.filter(({ hits }) => hits.length < COMMON);
    for (const { text, hits } of rare) {
      searched += block.length;
      for (let at = block.indexOf(text); at !== -1 && hits.length < COMMON; at = block.indexOf(text, at + 1)) {
        hits.push(lineAt(at));
      }
    }
    return rare.length > 0;
  });
  return { hits: all.map(({ hits }) => hits), searched };
}

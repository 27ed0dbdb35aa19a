import type { Piece } from "./_target_pieces.ts";

/** After so many places where two requests part, they are far from each other, and how far does not matter. */
const MOST_BREAKS = 5;
/** So many seams behind a difference are looked at: what differs may have some within. */
const MOST_SEAMS = 3;
/** So many pieces may have been left out in one place. */
const MOST_LEFT_OUT = 16;
/** Of two lines in which the same piece differs, that is nearer with which it begins alike; so far it is compared. */
const MOST_LIKE = 400;

/** Where a request begins in a stretch of the file, and where its line ends. */
export interface Region {
  readonly block: string;
  readonly start: number;
  readonly end: number;
}

/**
 * How far a recorded request is from the one that is looked for, without parsing it: the weights of the pieces that
 * differ. Pieces are compared where they should stand; behind a difference the next seam tells where that is.
 */
export function roughDistance(pieces: readonly Piece[], { block, start, end }: Region): number {
  let distance = 0;
  let place: Place = { i: 0, at: start };
  let breaks = 0;
  while (place.i < pieces.length) {
    const { i, at } = place;
    const { text, weight } = pieces[i];
    if (sameAt(block, text, at)) {
      place = { i: i + 1, at: at + text.length };
      continue;
    }
    distance += weight - sameStart(block, text, at) / (MOST_LIKE * MOST_BREAKS);
    const isFar = ++breaks === MOST_BREAKS;
    const found = isFar ? null : placeBehind(pieces, place, { block, start: at, end });
    if (found === null) return distance + weightBetween(pieces, i + 1, pieces.length);
    distance += weightBetween(pieces, i + 1, found.i);
    place = found;
  }
  return distance;
}

/** A piece, and where in the block it should stand. */
interface Place {
  readonly i: number;
  readonly at: number;
}

/** Where the two go on behind a difference. */
function placeBehind(pieces: readonly Piece[], { i, at }: Place, { block, end }: Region): Place | null {
  // Something was left out.
  for (let behind = i + 1; behind < Math.min(pieces.length, i + MOST_LEFT_OUT); behind++) {
    if (sameAt(block, pieces[behind].text, at)) return { i: behind, at };
  }
  const { text, seam, seamAt } = pieces[i];
  const next = pieces[i + 1]?.text ?? "";
  let first: Place | null = null;
  let found = at - 1;
  for (let tries = 0; tries < MOST_SEAMS; tries++) {
    found = seamFrom(block, seam, found + 1);
    if (found === -1 || found >= end) break;
    const place = { i: i + 1, at: found + seamAt };
    first ??= place;
    if (sameAt(block, next, place.at)) return place;
    // Something was put in.
    if (sameAt(block, text, place.at)) return { i, at: place.at };
  }
  return first;
}

/** As `indexOf`, which is fast for a single character alone. */
function seamFrom(block: string, seam: string, from: number): number {
  const first = seam[0];
  for (let at = block.indexOf(first, from); at !== -1; at = block.indexOf(first, at + 1)) {
    let same = 1;
    while (same < seam.length && block.charCodeAt(at + same) === seam.charCodeAt(same)) same++;
    if (same === seam.length) return at;
  }
  return -1;
}

/** As `startsWith`, which goes character by character: most pieces that differ do so in one of these two places. */
function sameAt(block: string, text: string, at: number): boolean {
  const last = text.length - 1;
  if (block.charCodeAt(at + last) !== text.charCodeAt(last)) return false;
  if (block.charCodeAt(at + (last >> 1)) !== text.charCodeAt(last >> 1)) return false;
  return block.slice(at, at + text.length) === text;
}

/** How many characters of a piece stand there, up to a limit. */
function sameStart(block: string, text: string, at: number): number {
  const most = Math.min(text.length, MOST_LIKE, block.length - at);
  let same = 0;
  while (same < most && block.charCodeAt(at + same) === text.charCodeAt(same)) same++;
  return same;
}

function weightBetween(pieces: readonly Piece[], from: number, to: number): number {
  let weight = 0;
  for (let i = from; i < to; i++) weight += pieces[i].weight;
  return weight;
}

import { REQUEST_MARK, RESPONSE_MARK } from "../_tape_file.ts";
import type { Piece } from "./_target_pieces.ts";

/** How a request ends that a response follows. */
const REQUEST_END = `}${RESPONSE_MARK}`;
/** After so many places where the requests part, a line is far away, and how far does not matter. */
const MOST_BREAKS = 4;
/** How far behind a difference the next piece is looked for, beyond the length of what differs. */
const WINDOW = 256;

/** Where a request stands in a stretch of the file. */
export interface Region {
  readonly block: string;
  readonly start: number;
  readonly end: number;
}

/** Where the request of a line stands, in the same stretch; the whole line where another program has written it. */
export function requestRegion({ block, start, end }: Region): Region {
  const requestAt = block.indexOf(REQUEST_MARK, start);
  if (requestAt === -1 || requestAt >= end) return { block, start, end };
  // A bracket is rare in prose: the search is several times as fast as that for a comma.
  const responseAt = block.indexOf(REQUEST_END, requestAt) + 1;
  return { block, start: requestAt, end: responseAt === 0 || responseAt >= end ? end : responseAt };
}

/**
 * How far a recorded request is from the one that is looked for, without parsing it: the weights of the pieces that are
 * not in it, in their order. Pieces are compared where they should stand; behind a difference the next piece that is
 * found again tells where that is. What is further away than `bound` is not looked at to its end.
 */
export function roughDistance(pieces: readonly Piece[], { block, start, end }: Region, bound: number): number {
  let distance = 0;
  let at = start;
  let breaks = 0;
  let i = 0;
  const last = matchedFromEnd(pieces, { block, start, end });
  while (i < last) {
    const { text } = pieces[i];
    if (sameAt(block, text, at)) {
      at += text.length;
      i++;
      continue;
    }
    if (distance > bound || ++breaks === MOST_BREAKS) return distance + weightBetween(pieces, i, last);
    const found = foundAgain(pieces, { i, last }, { block, start: at, end });
    if (found === null) return distance + weightBetween(pieces, i, last);
    // The same piece further behind: something has been put in front of it.
    distance += found.i === i ? 1 : weightBetween(pieces, i, found.i);
    ({ i, at } = found);
  }
  return distance;
}

/** The first of the pieces that, from there on, stand at the end of the region. */
function matchedFromEnd(pieces: readonly Piece[], { block, start, end }: Region): number {
  let at = end;
  let i = pieces.length;
  while (i > 0) {
    const { text } = pieces[i - 1];
    at -= text.length;
    if (at < start || !sameAt(block, text, at)) return i;
    i--;
  }
  return i;
}

/** Where the pieces go on behind a difference: nearly always with the next one, or the same where something was put in. */
function foundAgain(pieces: readonly Piece[], { i, last }: { i: number; last: number }, { block, start, end }: Region) {
  const near = block.slice(start, Math.min(end, start + pieces[i].text.length + WINDOW));
  if (i + 1 < last) {
    const at = placeIn(near, pieces[i + 1], { block, start });
    if (at !== -1) return { i: i + 1, at };
  }
  const at = placeIn(near, pieces[i], { block, start });
  return at === -1 ? null : { i, at };
}

function placeIn(near: string, { text, probe, probeAt }: Piece, { block, start }: { block: string; start: number }) {
  const found = near.indexOf(probe);
  const at = start + found - probeAt;
  return found >= probeAt && sameAt(block, text, at) ? at : -1;
}

function weightBetween(pieces: readonly Piece[], from: number, to: number): number {
  let weight = 0;
  for (let i = from; i < to; i++) weight += pieces[i].weight;
  return weight;
}

/** As `startsWith`, which goes character by character. */
function sameAt(block: string, text: string, at: number): boolean {
  return block.slice(at, at + text.length) === text;
}

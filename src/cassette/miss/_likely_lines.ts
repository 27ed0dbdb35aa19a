import type { RecordedRequest } from "../interaction.ts";
import type { TapeFile } from "../_tape_file.ts";
import { Likeness } from "./_likeness.ts";
import { requestWindows } from "./_request_windows.ts";
import { targetPieces } from "./_target_pieces.ts";

/** So many places are looked at in a file that has nothing in common with the request. */
const MOST_LOOKED_AT = 500_000;
/** But no longer text than that is passed over between two that differ. */
const MOST_STRIDE_BYTES = 96;

/**
 * The lines whose requests are likely to be the nearest, at most so many, the likeliest first: found in the bytes of the
 * file, as parsing all of it takes too long.
 */
export function likelyLines(file: TapeFile, request: RecordedRequest, most: number): number[] {
  if (file.length <= most) return Array.from({ length: file.length }, (_, line) => line);
  const pieces = targetPieces(request);
  const stride = Math.min(MOST_STRIDE_BYTES, file.endOffset / MOST_LOOKED_AT);
  const likeness = new Likeness(requestWindows(pieces), pieces.map(({ weight }) => weight), stride);
  const likely: { line: number; like: number }[] = [];
  file.scan((block, place) => {
    const like = likeness.of(block, place);
    if (likely.length === most && like <= likely[most - 1].like || file.isSuperseded(place.line)) return;
    let rank = likely.length;
    while (rank > 0 && likely[rank - 1].like < like) rank--;
    likely.splice(rank, 0, { line: place.line, like });
    if (likely.length > most) likely.pop();
  });
  return likely.map(({ line }) => line);
}

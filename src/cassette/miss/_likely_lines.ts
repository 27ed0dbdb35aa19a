import type { RecordedRequest } from "../interaction.ts";
import type { TapeFile } from "../_tape_file.ts";
import { requestRegion, roughDistance } from "./_rough_distance.ts";
import { targetPieces } from "./_target_pieces.ts";

/**
 * The lines whose requests are likely to be the nearest, at most so many: found in the text of the file, as parsing all
 * of it takes too long.
 */
export function likelyLines(file: TapeFile, request: RecordedRequest, most: number): number[] {
  if (file.length <= most) return Array.from({ length: file.length }, (_, line) => line);
  const pieces = targetPieces(request);
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const best: { line: number; distance: number }[] = [];
  let worst = Infinity;
  file.scan((line, block, { start, end }) => {
    if (file.isSuperseded(line)) return;
    const region = requestRegion({ block, start, end });
    // Where pieces do not tell, the length does.
    const distance = roughDistance(pieces, region, worst) +
      Math.min(0.5, Math.abs(region.end - region.start - length) / 1e5);
    if (distance >= worst) return;
    const at = best.findLastIndex((other) => other.distance <= distance) + 1;
    best.splice(at, 0, { line, distance });
    if (best.length > most) best.pop();
    if (best.length === most) worst = best[most - 1].distance;
  });
  return best.map(({ line }) => line);
}

import { editDistance } from "./edit_distance.ts";

/**
 * The name that was probably meant: the one with the fewest edits (insert, delete, replace, swap of neighbours), when
 * that is at most a third of the longer name's length, and at least one edit is allowed.
 */
export function nearestName(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let bestEdits = Infinity;
  for (const candidate of names) {
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= allowed && edits < bestEdits) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}

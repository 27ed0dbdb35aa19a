import type { ModelKey } from "../../spec/mod.ts";

const MOST = 3;
/** Below this share of common pairs two ids have nothing to do with each other. */
const LEAST = 0.4;

/**
 * The keys that look most like an id, the nearest first: by the pairs of letters that both have (Dice's coefficient),
 * which takes a typing mistake, a missing author and words in another order alike.
 */
export function nearestKeys(id: string, keys: Iterable<ModelKey>): ModelKey[] {
  const wanted = pairs(id);
  const found: { key: ModelKey; score: number }[] = [];
  for (const key of keys) {
    const whole = dice(wanted, pairs(key));
    const slug = id.includes("/") ? 0 : dice(wanted, pairs(key.slice(key.indexOf("/") + 1)));
    const score = Math.max(whole, slug);
    if (score >= LEAST) found.push({ key, score });
  }
  found.sort((a, b) => b.score - a.score || a.key.length - b.key.length || (a.key < b.key ? -1 : 1));
  return found.slice(0, MOST).map(({ key }) => key);
}

function pairs(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, " ").trim();
  for (let i = 0; i + 1 < plain.length; i++) {
    const pair = plain.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  let all = 0;
  for (const [pair, count] of a) {
    common += Math.min(count, b.get(pair) ?? 0);
    all += count;
  }
  for (const count of b.values()) all += count;
  return all === 0 ? 0 : 2 * common / all;
}

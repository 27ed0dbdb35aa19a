import { compareText } from "../base/mod.ts";

/**
 * What each of several gets of a limited number of places: nobody more than is wanted, and whoever wants more than others
 * gets no less than they do. Places that cannot be split go to the first by name, so that all come to the same.
 */
export function fairShares(
  limit: number,
  wants: readonly { readonly holder: string; readonly wanted: number }[],
): Map<string, number> {
  const shares = new Map(wants.map(({ holder }) => [holder, 0]));
  const order = wants.toSorted((a, b) => a.wanted - b.wanted || compareText(a.holder, b.holder));
  let left = limit;
  order.forEach(({ holder, wanted }, i) => {
    const share = Math.min(wanted, Math.floor(left / (order.length - i)));
    shares.set(holder, share);
    left -= share;
  });
  for (const { holder, wanted } of wants.toSorted((a, b) => compareText(a.holder, b.holder))) {
    if (left === 0) break;
    const share = shares.get(holder)!;
    if (share >= wanted) continue;
    shares.set(holder, share + 1);
    left--;
  }
  return shares;
}

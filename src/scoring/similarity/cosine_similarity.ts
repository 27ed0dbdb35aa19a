/**
 * The cosine of the angle between two vectors, from -1 to 1; `null` when one of them has no direction, or they differ in
 * length.
 */
export function cosineSimilarity(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length) return null;
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  const length = Math.sqrt(aa) * Math.sqrt(bb);
  // A rounded quotient can be a little more than 1.
  return length > 0 && Number.isFinite(length) ? Math.min(1, Math.max(-1, dot / length)) : null;
}

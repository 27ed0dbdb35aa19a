/** P-values that `adjust` corrects in ascending order, back in their own; `null` stays and is not counted. */
export function adjusted(
  pValues: readonly (number | null)[],
  adjust: (ascending: readonly number[]) => readonly number[],
): (number | null)[] {
  for (const p of pValues) {
    if (p !== null && !(p >= 0 && p <= 1)) {
      throw new RangeError(`Cannot correct p-values as each must be between 0 and 1: current value is ${p}`);
    }
  }
  const tests = pValues.flatMap((p, place) => p === null ? [] : [{ p, place }]).sort((a, b) => a.p - b.p);
  const result: (number | null)[] = pValues.map(() => null);
  adjust(tests.map(({ p }) => p)).forEach((p, i) => result[tests[i].place] = p);
  return result;
}

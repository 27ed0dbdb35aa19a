/** Refuses what is no finite number: nothing that is computed from it would be. */
export function checkFinite(values: ArrayLike<number>, action: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`Cannot ${action} as each value must be a finite number: current value is ${values[i]}`);
    }
  }
}

/** Refuses a confidence that no interval has. */
export function checkConfidence(confidence: number): void {
  checkShare(confidence, "confidence", "make an interval");
}

/** Refuses a share that is not between 0 and 1. */
export function checkShare(share: number, name: string, action: string): void {
  if (!(share > 0 && share < 1)) {
    throw new RangeError(`Cannot ${action} as ${name} must be between 0 and 1: current value is ${share}`);
  }
}

/** Refuses what is no whole number from `least` on. */
export function checkWhole(
  value: number,
  { name, action, least }: { readonly name: string; readonly action: string; readonly least: number },
): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`Cannot ${action} as ${name} must be a whole number from ${least}: current value is ${value}`);
  }
}

/** Refuses clusters that are not one for each value. */
export function checkSameLength(given: ArrayLike<unknown>, length: number, name: string): void {
  if (given.length !== length) {
    throw new RangeError(
      `Cannot group values as ${name} must be one for each of ${length}: current value is ${given.length}`,
    );
  }
}

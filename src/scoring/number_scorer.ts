import { Decimal, UserError } from "../base/mod.ts";
import type { JsonValue, PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { findNumbers, type FoundNumber } from "./_find_numbers.ts";
import { parseTolerance } from "./_tolerance.ts";

/** Which number of an answer counts, where there are several. */
export type NumberPick = "last" | "first" | "any";

/** Options of {@linkcode numberScorer}. */
export interface NumberScorerOptions {
  /** How far off the number may be: a decimal number that is not negative, best as text. `0` unless given. */
  readonly tolerance?: string | number;
  /** The same as a share of the expected number: `0.01` allows a hundredth. The wider of the two counts. */
  readonly relativeTolerance?: string | number;
  /** `last` unless given, as answers come after their reasoning. */
  readonly pick?: NumberPick;
}

/**
 * Makes the scorer `number`: 1 when the number in the answer is the expected one, in whatever usual spelling: `1,234.5`,
 * `1.234,5`, `−3`, `$1.50`, `6.02 × 10^23`, `1.2 million`, `forty-two`. `1,234` is 1234, `1.234` is a fraction, and
 * `1 234` may be one number or two.
 *
 * Numbers are compared exactly, as decimals. A percentage equals the bare number and its hundredth (`45%` is right for
 * 45 and for 0.45), and another percentage only as it stands. An expected text must hold one number; of a list, any
 * item may be met. Where a sample expects no number, the scorer does not apply.
 *
 * @throws {UserError} when a tolerance is no decimal number or negative.
 *
 * @example The last number counts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { numberScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = numberScorer({ tolerance: "0.5" });
 * const output = "12 boxes of 100 make about $1,200.";
 * assertEquals(scorer.score({ input: "What do they cost?", output, expected: 1200.4 }).score, 1);
 * ```
 */
export function numberScorer(options: NumberScorerOptions = {}): PureScorer {
  const tolerance = readTolerance("tolerance", options.tolerance);
  const relative = readTolerance("relativeTolerance", options.relativeTolerance);
  const { pick = "last" } = options;
  return {
    name: "number",
    score({ output, expected }: ScorerInput): Score {
      const wanted = expectedNumbers(expected);
      if (wanted === null) return { name: "number", score: null };
      const counted = picked(findNumbers(output), pick);
      const readings = counted.flatMap((number) => [number, ...picked(number.parts ?? [], pick)]);
      const right = readings.some((found) => wanted.some((one) => isMet(found, one, { tolerance, relative })));
      return { name: "number", score: right ? 1 : 0, metadata: { found: counted.map(({ text }) => text) } };
    },
  };
}

function picked(numbers: readonly FoundNumber[], pick: NumberPick): readonly FoundNumber[] {
  return pick === "any" ? numbers : pick === "last" ? numbers.slice(-1) : numbers.slice(0, 1);
}

function readTolerance(key: string, value: string | number = 0): Decimal {
  const tolerance = parseTolerance(value);
  if (tolerance !== null) return tolerance;
  throw new UserError(
    `Cannot score by number as '${key}' must be a decimal number that is not negative: ` +
      `current value is ${JSON.stringify(value)}`,
  );
}

const ZERO = Decimal.fromInteger(0);
const HUNDREDTH = Decimal.parse("0.01");

/** The numbers that a sample expects, of which any one may be met; `null` when it expects none or something else too. */
function expectedNumbers(expected: JsonValue): FoundNumber[] | null {
  const items = Array.isArray(expected) ? expected : [expected];
  const numbers = items.map(expectedNumber);
  return numbers.length === 0 || numbers.includes(null) ? null : numbers as FoundNumber[];
}

function expectedNumber(expected: JsonValue): FoundNumber | null {
  if (typeof expected === "number") {
    return { index: 0, text: String(expected), value: Decimal.fromNumber(expected), percent: false };
  }
  const found = typeof expected === "string" ? findNumbers(expected) : [];
  return found.length === 1 ? found[0] : null;
}

interface Tolerances {
  readonly tolerance: Decimal;
  readonly relative: Decimal;
}

function isMet(found: FoundNumber, wanted: FoundNumber, tolerances: Tolerances): boolean {
  if (found.percent === wanted.percent) return isNear(found.value, wanted.value, tolerances);
  const hundredth = (number: FoundNumber) => number.percent ? number.value.times(HUNDREDTH) : number.value;
  return isNear(found.value, wanted.value, tolerances) || isNear(hundredth(found), hundredth(wanted), tolerances);
}

function isNear(found: Decimal, wanted: Decimal, { tolerance, relative }: Tolerances): boolean {
  const difference = distance(found, wanted);
  return difference.compare(tolerance) <= 0 || difference.compare(relative.times(distance(wanted, ZERO))) <= 0;
}

function distance(a: Decimal, b: Decimal): Decimal {
  return a.compare(b) < 0 ? b.minus(a) : a.minus(b);
}

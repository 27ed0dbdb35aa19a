const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * An exact decimal number: a BigInt and the number of its digits behind the point. Values never change; only
 * `dividedBy` and `round` round, and they round half to even.
 *
 * @example Money is exact
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Decimal } from "@tapedeck/tapedeck";
 *
 * assertEquals(Decimal.parse("0.1").plus(Decimal.parse("0.2")).toString(), "0.3");
 * ```
 */
export class Decimal {
  readonly #units: bigint;
  readonly #scale: number;

  private constructor(units: bigint, scale: number) {
    this.#units = units;
    this.#scale = scale;
  }

  /**
   * Read decimal text, with or without an exponent: `0.25`, `-3`, `3E-7`.
   * @throws {SyntaxError} when the text is no decimal number.
   */
  static parse(text: string): Decimal {
    const match = PATTERN.exec(text.trim());
    if (match === null) {
      throw new SyntaxError(`Cannot read a decimal number as the text is none: current value is "${text}"`);
    }
    const [, sign, whole, fraction = "", exponent = "0"] = match;
    const units = BigInt(sign + whole + fraction);
    const scale = fraction.length - Number(exponent);
    return scale >= 0 ? new Decimal(units, scale) : new Decimal(units * 10n ** BigInt(-scale), 0);
  }

  /**
   * A whole number.
   * @throws {RangeError} when the number is not a safe integer.
   */
  static fromInteger(value: number | bigint): Decimal {
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw new RangeError(
        `Cannot make a whole decimal as the number is not a safe integer: current value is ${value}`,
      );
    }
    return new Decimal(BigInt(value), 0);
  }

  /**
   * The decimal that a number prints as: 0.1 is exactly 0.1.
   * @throws {SyntaxError} when the number is not finite.
   */
  static fromNumber(value: number): Decimal {
    return Decimal.parse(String(value));
  }

  /** The exact sum. */
  plus(other: Decimal): Decimal {
    const scale = Math.max(this.#scale, other.#scale);
    return new Decimal(this.#unitsAt(scale) + other.#unitsAt(scale), scale);
  }

  /** The exact difference. */
  minus(other: Decimal): Decimal {
    return this.plus(new Decimal(-other.#units, other.#scale));
  }

  /** The exact product. */
  times(other: Decimal): Decimal {
    return new Decimal(this.#units * other.#units, this.#scale + other.#scale);
  }

  /**
   * The quotient, rounded half to even at `scale` digits behind the point.
   * @throws {RangeError} on a division by zero.
   */
  dividedBy(other: Decimal, scale: number): Decimal {
    if (other.#units === 0n) throw new RangeError("Cannot divide as the divisor is zero");
    const shift = scale + other.#scale - this.#scale;
    const numerator = shift >= 0 ? this.#units * 10n ** BigInt(shift) : this.#units;
    const denominator = shift >= 0 ? other.#units : other.#units * 10n ** BigInt(-shift);
    return new Decimal(divideHalfEven(numerator, denominator), scale);
  }

  /** Rounded half to even to at most `scale` digits behind the point. */
  round(scale: number): Decimal {
    if (this.#scale <= scale) return this;
    return new Decimal(divideHalfEven(this.#units, 10n ** BigInt(this.#scale - scale)), scale);
  }

  /** -1, 0 or 1. */
  compare(other: Decimal): -1 | 0 | 1 {
    const difference = this.minus(other).#units;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** The nearest double. */
  toNumber(): number {
    return Number(this.toString());
  }

  /** Plain notation without trailing zeros: `0.00000015`. */
  toString(): string {
    const negative = this.#units < 0n;
    const digits = (negative ? -this.#units : this.#units).toString().padStart(this.#scale + 1, "0");
    const whole = digits.slice(0, digits.length - this.#scale);
    const fraction = digits.slice(digits.length - this.#scale).replace(/0+$/, "");
    return (negative ? "-" : "") + whole + (fraction === "" ? "" : `.${fraction}`);
  }

  /** Shown as its number where Deno shows values. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Decimal(${this.toString()})`;
  }

  #unitsAt(scale: number): bigint {
    return this.#units * 10n ** BigInt(scale - this.#scale);
  }
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = (numerator < 0n) !== (denominator < 0n);
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = n / d;
  const twice = (n % d) * 2n;
  const up = twice > d || (twice === d && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return negative ? -rounded : rounded;
}

import { Decimal } from "../../base/mod.ts";

/** Costs are kept to twelve places; made-up ones may have more. Beyond 15 digits a double is not one decimal. */
const SCALES = [1e12, 1e15] as const;
const MOST_UNITS = 1e15;
/** Up to here whole numbers add up exactly, whatever is added next. */
const FLUSH_AT = 2 ** 53 - MOST_UNITS;

/**
 * The exact sum of decimals that stand as doubles: 0.1 is a tenth. A million of them take milliseconds, as those of few
 * digits are added as whole numbers of a picodollar.
 */
export class ExactSum {
  /** By scale: what is added up as whole numbers. */
  readonly #units = [0, 0];
  #rest = Decimal.fromInteger(0);
  #count = 0;

  /** How many were added. */
  get count(): number {
    return this.#count;
  }

  /** Add a decimal, or the one that a finite number prints as. */
  add(value: number | Decimal): void {
    this.#count++;
    if (typeof value !== "number") return this.#addRest(value);
    for (let i = 0; i < SCALES.length; i++) {
      const units = Math.round(value * SCALES[i]);
      // A quotient is the double that is nearest to it: no other decimal of up to 15 digits has this double.
      if (Math.abs(units) >= MOST_UNITS || units / SCALES[i] !== value) continue;
      this.#units[i] += units;
      if (Math.abs(this.#units[i]) > FLUSH_AT) this.#flush(i);
      return;
    }
    this.#addRest(Decimal.fromNumber(value));
  }

  /** The sum so far. */
  total(): Decimal {
    SCALES.forEach((_, i) => this.#flush(i));
    return this.#rest;
  }

  #addRest(value: Decimal): void {
    this.#rest = this.#rest.plus(value);
  }

  #flush(i: number): void {
    if (this.#units[i] === 0) return;
    const scale = Decimal.fromNumber(1 / SCALES[i]);
    this.#addRest(Decimal.fromInteger(this.#units[i]).times(scale));
    this.#units[i] = 0;
  }
}

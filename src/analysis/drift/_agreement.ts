import type { Sample } from "./_sample.ts";

/** How far two answers agree, in one respect. */
export interface AnswerMeasure {
  readonly kind: "exact" | "answers";
  readonly what: string;
  /** Whether an answer has what is compared; where no recording of a request has it, the measure does not apply. */
  has(sample: Sample): boolean;
  /** From 0 to 1, the same both ways round. */
  agree(a: Sample, b: Sample): number;
}

/** What the agreements within and between two recordings of one request come to, on average of pairs of answers. */
export interface Agreement {
  /** Of repeats on the first tape; `null`: there are none. */
  readonly withinBase: number | null;
  /** Of repeats on the second. */
  readonly withinNew: number | null;
  /** Of an answer of the one with one of the other. */
  readonly across: number;
}

/** The agreement of each pair of samples, at `i * n + j` with `i < j`. */
export function agreementTable(samples: readonly Sample[], { agree }: AnswerMeasure): Float64Array {
  const n = samples.length;
  const agreements = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) agreements[i * n + j] = agree(samples[i], samples[j]);
  }
  return agreements;
}

/** The means of a table, its samples handed out to the two tapes like that. */
export function agreementOf(agreements: Float64Array, isBase: readonly boolean[]): Agreement {
  const n = isBase.length;
  let [inBase, inNew, across] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const agreement = agreements[i * n + j];
      if (isBase[i] !== isBase[j]) across += agreement;
      else if (isBase[i]) inBase += agreement;
      else inNew += agreement;
    }
  }
  const bases = isBase.filter(Boolean).length;
  const others = n - bases;
  return {
    withinBase: bases < 2 ? null : inBase / (bases * (bases - 1) / 2),
    withinNew: others < 2 ? null : inNew / (others * (others - 1) / 2),
    across: across / (bases * others),
  };
}

/** The agreement of repeats, of both tapes alike; `null`: there are none. */
export function withinOf({ withinBase, withinNew }: Agreement): number | null {
  if (withinBase === null || withinNew === null) return withinBase ?? withinNew;
  return (withinBase + withinNew) / 2;
}

/** Whether each pair agrees as far as any other, so that it does not matter which tape an answer is on. */
export function isEven(agreements: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) if (agreements[i * n + j] !== agreements[1]) return false;
  }
  return true;
}

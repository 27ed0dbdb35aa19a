/** The grades that a judge may give, and what each of them is as a score. */
export type GradeScale =
  | {
    /** Words to choose from. */
    readonly kind: "choices";
    /** From 0 to 1 by grade: `{ correct: 1, partly: 0.5, wrong: 0 }`. Capitals do not matter in what a judge answers. */
    readonly values: { readonly [grade: string]: number };
  }
  | {
    /** Any number from the lowest to the highest. */
    readonly kind: "range";
    /** It is the score 0. */
    readonly low: number;
    /** It is the score 1; what is between is between in proportion. */
    readonly high: number;
  };

/** What a judge may say where nobody says otherwise. */
export const DEFAULT_GRADES: GradeScale = { kind: "choices", values: { correct: 1, partly: 0.5, wrong: 0 } };

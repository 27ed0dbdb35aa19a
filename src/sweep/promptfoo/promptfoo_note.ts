/** Something of a configuration that a plan does not have, or has in another way. */
export interface PromptfooNote {
  /** The file, as the configuration names it. */
  readonly file: string;
  /** From 1; `null` is unknown. */
  readonly line: number | null;
  /** Its place: `tests[3].assert[0]`. */
  readonly where: string;
  /** `left out`: the plan does without. `changed`: it has something near. */
  readonly kind: "left out" | "changed";
  /** What it is, and why. */
  readonly message: string;
}

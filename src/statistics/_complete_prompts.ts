import { checkSameLength } from "./_check.ts";

/** The prompts on which every variant is known, as one array: the figures of the first prompt, of the second, … */
export interface CompletePrompts {
  /** The prompts that are known of all. */
  readonly n: number;
  /** Figures per prompt: those of each table for each variant that is known at all. */
  readonly width: number;
  readonly values: Float64Array;
  /** Which variants take part: their places in what was given. */
  readonly variants: readonly number[];
}

/**
 * Variants are compared on prompts that all of them have a figure for, so that none is judged by easier ones. A variant
 * without any figure takes no part.
 */
export function completePrompts(tables: readonly (readonly (readonly (number | null)[])[])[]): CompletePrompts {
  const [first] = tables;
  const prompts = first[0]?.length ?? 0;
  for (const table of tables) {
    checkSameLength(table, first.length, "variants");
    for (const row of table) checkRow(row, prompts);
  }
  const isKnown = (variant: number, prompt: number) => tables.every((table) => table[variant][prompt] !== null);
  const places = Array.from({ length: prompts }, (_, prompt) => prompt);
  const variants = [...first.keys()].filter((variant) => places.some((prompt) => isKnown(variant, prompt)));
  const complete = places.filter((prompt) => variants.every((variant) => isKnown(variant, prompt)));
  return {
    n: variants.length === 0 ? 0 : complete.length,
    width: tables.length * variants.length,
    values: Float64Array.from(
      complete.flatMap((prompt) => tables.flatMap((table) => variants.map((variant) => table[variant][prompt]!))),
    ),
    variants,
  };
}

function checkRow(row: readonly (number | null)[], prompts: number): void {
  checkSameLength(row, prompts, "prompts");
  const wrong = row.find((value) => value !== null && !Number.isFinite(value));
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot compare variants as each figure must be a finite number or null: current value is ${wrong}`,
  );
}

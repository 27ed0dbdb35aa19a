import type { JsonObject } from "../spec/mod.ts";

/** A scorer from outside, as an entry of `[[score.custom]]` has it. */
export interface CustomScorerConfig {
  /** Its column is named after it. Made from `use` where the plan gives none. */
  name: string;
  /** Where it is: `npm:autoevals@0.3.0#Levenshtein`, `./my_scorer.ts`; behind `#` stands the export's name. */
  use: string;
  /** Handed to the function beside the answer. */
  args?: JsonObject;
  /** What the function is given as `output`: the answer's text, or the JSON in it. Absent: `text`. */
  output?: "text" | "json";
  /** A hash of the file's content; absent where nobody has read it, and for packages, which name their version. */
  code?: string;
}

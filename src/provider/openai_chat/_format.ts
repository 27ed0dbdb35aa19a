import type { AnswerFormat } from "../_answer_format.ts";
import { Answer } from "./_answer.ts";
import { WIRE } from "./_content.ts";
import { errorOutcome, findError } from "./errors.ts";

/** What the shared readers know of this format. */
export const format: AnswerFormat = {
  wire: WIRE,
  begin: () => new Answer(),
  findError,
  errorOutcome,
  ending: "finish reason and no [DONE]",
};

import type { AnswerFormat } from "../_answer_format.ts";
import { Answer } from "./_answer.ts";
import { WIRE } from "./_parts.ts";
import { errorOutcome, findError } from "./errors.ts";

/** Anthropic's messages, for the readers that all formats share. */
export const format: AnswerFormat = {
  wire: WIRE,
  begin: () => new Answer(),
  findError,
  errorOutcome,
  ending: "stop reason",
};

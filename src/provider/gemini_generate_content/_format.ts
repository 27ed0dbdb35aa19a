import type { AnswerFormat } from "../_answer_format.ts";
import { Answer } from "./_answer.ts";
import { errorOutcome, findError } from "./errors.ts";

/** Google's generateContent, for the readers that all formats share. */
export const format: AnswerFormat = { begin: () => new Answer(), findError, errorOutcome, ending: "finish reason" };

import type { JsonValue } from "../../spec/mod.ts";
import type { GradeScale } from "./grade_scale.ts";

/** How a judge gives its grade: in the last line, or as an object of JSON. */
export type GradeFormat = "line" | "json";

/** What a judge said. */
export interface ReadGrade {
  /** As the scale has it: a choice, or the number as it was written. */
  readonly grade: string;
  /** From 0 to 1. */
  readonly score: number;
  /** What it said beside the grade; the empty string for nothing. */
  readonly reason: string;
}

const LAST_LINE = /^[*_#>\s]*grade[*_\s]*:(?<grade>.+)$/i;
/** What people and models put around a word. */
const WRAPPING = /^[\s"'`*_([{<]+|[\s"'`*_)\]}>.]+$/g;
const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/;
const BLOCK = /^(?<before>[^`]*)```\w*[ \t]*\n(?<json>(?:(?!```)[^])*)```$/;

/**
 * The grade in a judge's answer; `null` where it is not exactly where it must be, or is none of the scale. Nothing but the
 * last line, or the one object, is looked at: an answer that a judge quotes on the way cannot be taken for its grade.
 */
export function readGrade(
  answer: string,
  { scale, format }: { readonly scale: GradeScale; readonly format: GradeFormat },
): ReadGrade | null {
  return format === "line" ? gradeOfLine(answer.trim(), scale) : gradeOfObject(answer.trim(), scale);
}

function gradeOfLine(answer: string, scale: GradeScale): ReadGrade | null {
  const cut = answer.lastIndexOf("\n") + 1;
  const text = LAST_LINE.exec(answer.slice(cut).trim())?.groups?.grade;
  const found = text === undefined ? null : gradeOn(scale, text.replace(WRAPPING, ""));
  return found === null ? null : { ...found, reason: answer.slice(0, cut).trim() };
}

function gradeOfObject(answer: string, scale: GradeScale): ReadGrade | null {
  // With a second block, nobody could tell which of them is the judge's own.
  const { before = "", json = answer } = BLOCK.exec(answer)?.groups ?? {};
  const value = parsed(json);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const { grade, reason } = value;
  if (typeof grade !== "string" && typeof grade !== "number") return null;
  const found = gradeOn(scale, String(grade).trim());
  return found === null ? null : { ...found, reason: typeof reason === "string" ? reason.trim() : before.trim() };
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function gradeOn(scale: GradeScale, text: string): Pick<ReadGrade, "grade" | "score"> | null {
  if (scale.kind === "choices") {
    const named = Object.entries(scale.values).find(([grade]) => grade.toLowerCase() === text.toLowerCase());
    return named === undefined ? null : { grade: named[0], score: named[1] };
  }
  const { low, high } = scale;
  const [number, of] = text.split("/").map((part) => part.trim());
  if (!NUMBER.test(number) || (of !== undefined && Number(of) !== high)) return null;
  const value = Number(number);
  return value < low || value > high ? null : { grade: number, score: (value - low) / (high - low) };
}

import type { JsonObject, JsonValue } from "../../spec/mod.ts";

/** Fields whose texts are prose: facts are kept, prose is not. */
const PROSE: ReadonlySet<string> = new Set([
  "description",
  "license",
  "modelfile",
  "template",
  "system",
  "parameters",
  "tensors",
  "projector_info",
  "readme",
]);

/** An object of JSON; `null` for anything else. */
export function asObject(value: JsonValue | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** An array of JSON; `null` for anything else. */
export function asArray(value: JsonValue | undefined): readonly JsonValue[] | null {
  return Array.isArray(value) ? value : null;
}

/** A text with something in it; `null` for anything else. */
export function asText(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** The most characters of an id: whoever has longer ones is up to something. */
const ID_CHARACTERS = 256;
const NAME_CHARACTERS = 200;
/** What moves a terminal's cursor, changes its colours or turns the order of letters around. */
const UNSEEN = /[\p{Cc}\p{Cf}]/u;
const UNSEEN_IN_NAMES = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** Whether an id is safe to print and to compare by eye. */
export function isPlainId(id: string): boolean {
  return id.length <= ID_CHARACTERS && !UNSEEN.test(id);
}

/** A name for people, on one line and not endless. */
export function plainName(name: string): string {
  const plain = name.replaceAll(UNSEEN_IN_NAMES, " ");
  return plain.length <= NAME_CHARACTERS ? plain : `${plain.slice(0, NAME_CHARACTERS - 1)}…`;
}

/** A whole number above zero, out of a text too; `null` for anything else: lists write 0 for what they do not know. */
export function asCount(value: JsonValue | undefined): number | null {
  const number = asNumber(value);
  return number !== null && number >= 1 && Number.isSafeInteger(Math.floor(number)) ? Math.floor(number) : null;
}

/** A finite number, out of a text too; `null` for anything else. */
export function asNumber(value: JsonValue | undefined): number | null {
  if (typeof value === "string" && value.trim() === "") return null;
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** The texts of an array, each once; `null` where there is no array. */
export function asTexts(value: JsonValue | undefined): readonly string[] | null {
  const items = asArray(value);
  return items === null
    ? null
    : [...new Set(items.filter((item) => typeof item === "string" && item !== ""))] as string[];
}

/** `YYYY-MM-DD` out of a date, a time or Unix seconds; `null` where there is none, or a date that stands for never. */
export function asDate(value: JsonValue | undefined): string | null {
  if (typeof value === "number") return value > 0 && value < 2 ** 32 ? dateOf(value * 1000) : null;
  const match = typeof value === "string" ? /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:$|[T ])/.exec(value) : null;
  if (match === null) return null;
  const [, year, month, day = "01"] = match;
  const ms = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(ms) || Number(year) > 2090 ? null : dateOf(ms);
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** What is left of a row: neither what was read of it, nor prose, nor what says nothing. */
export function restOf(row: JsonObject, read: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !read.includes(name) && !PROSE.has(name) && !isEmpty(value)),
  );
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

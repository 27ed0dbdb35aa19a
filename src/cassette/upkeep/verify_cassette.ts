import type { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type { z } from "zod";
import { systemClock, utf8Text } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import { type CassetteHeader, FORMAT_VERSION, type Interaction, type TapeRecord } from "../interaction.ts";
import { newerVersion, NO_HEADER } from "../_header.ts";
import { isWholeLine, KEY_PREFIX, knownStranger, strangeLine } from "../_line_problem.ts";
import { REDACTION_VERSION } from "../redaction/mod.ts";
import { cutProblems, keyProblem } from "./_record_problems.ts";
import { issueText } from "./_sound_record.ts";
import { type FileLine, tapeLines } from "./_tape_lines.ts";

/** Enough of a line to tell what it is. */
const GLIMPSE = 80;

/** In which way a line, or the whole file, is not as it should be. */
export type ProblemKind = "line" | "schema" | "key" | "cuts" | "duplicate" | "secret" | "expired" | "size";

/** Something that is wrong with a cassette. */
export interface CassetteProblem {
  /** In the file; the header is line 1. `null`: it is about the whole file. */
  readonly line: number | null;
  /** `line`: torn, no JSON, no UTF-8. */
  readonly kind: ProblemKind;
  /** For people. */
  readonly message: string;
}

/** Options of {@linkcode verifyCassette}. */
export interface VerifyOptions {
  /** Recordings that are older have expired. Milliseconds; no limit unless given. */
  readonly maxAgeMs?: number;
  /** A larger file is a problem. No limit unless given. */
  readonly maxBytes?: number;
  /** The names of the credentials that a line has, in whatever encoding; it is not looked for any unless given. */
  readonly findSecrets?: (line: string) => readonly string[];
  /** Is told what is no problem, and good to know: lines that no longer count, older rules of redaction. */
  readonly onHint?: (hint: string) => void;
  /** The system's clock unless given. */
  readonly clock?: Clock;
}

/**
 * Check a cassette line by line: its schema, every key (derived again from the recorded request and its scope), the
 * order of the cuts and their places within the body, and what the options ask for. Memory holds a line, and a few bytes
 * for each interaction. Gives the problems; a sound cassette has none.
 *
 * The same answer to the same request is a legitimate repeat where it was recorded at another time. What is a problem is
 * one interaction that stands twice: the same key, the same time, the same answer.
 *
 * @throws {Deno.errors.NotFound} and the like when the file cannot be read.
 */
export async function verifyCassette(path: string, options: VerifyOptions = {}): Promise<CassetteProblem[]> {
  // Only here: schemas cost start-up time, and a replay needs none.
  const check = new Check(await import("../schema.ts"), options);
  let isEmpty = true;
  for await (const line of tapeLines(path)) {
    isEmpty = false;
    check.line(line);
  }
  if (isEmpty) check.say(1, "line", "there is no header");
  const { size } = await Deno.stat(path);
  const { maxBytes, onHint } = options;
  if (maxBytes !== undefined && size > maxBytes) {
    check.say(null, "size", `the file has ${size} bytes, more than ${maxBytes}`);
  }
  if (onHint !== undefined) check.hints().forEach(onHint);
  return check.problems;
}

/** The recordings of one key that count. */
interface LiveRecordings {
  count: number;
  /** Where each stands, by a hash of its time and its answer. */
  readonly lines: Map<string, number>;
}

type Schemas = typeof import("../schema.ts");

class Check {
  readonly problems: CassetteProblem[] = [];
  readonly #schemas: Schemas;
  readonly #options: VerifyOptions;
  readonly #oldest: string | null;
  #header: CassetteHeader | null = null;
  readonly #live = new Map<string, LiveRecordings>();
  #superseded = 0;
  /** There is nothing to check any more. */
  #isForeign = false;

  constructor(schemas: Schemas, options: VerifyOptions) {
    this.#schemas = schemas;
    this.#options = options;
    const { maxAgeMs, clock = systemClock } = options;
    this.#oldest = maxAgeMs === undefined ? null : new Date(clock.date().getTime() - maxAgeMs).toISOString();
  }

  say(line: number | null, kind: ProblemKind, message: string): void {
    this.problems.push({ line, kind, message });
  }

  line({ number, bytes, isWhole }: FileLine): void {
    const text = utf8Text(bytes);
    for (const name of new Set(this.#options.findSecrets?.(text ?? ""))) {
      this.say(number, "secret", `has a secret: ${name}`);
    }
    if (this.#isForeign) return;
    if (number === 1 && (text === null || knownStranger(text) !== null)) return this.#strangeStart(bytes);
    if (!isWhole && !isWholeLine(text ?? "")) return this.say(number, "line", "is torn: no newline ends it");
    if (text === null) return this.say(number, "line", "is no UTF-8");
    if (number === 1) {
      this.#header = this.#parsed(number, text, this.#schemas.headerSchema);
      return;
    }
    if (!text.startsWith(KEY_PREFIX)) return this.say(number, "line", strangeLine(text));
    const record = this.#parsed(number, text, this.#schemas.recordSchema);
    if (record !== null) this.#record(number, record);
  }

  /** What is no header; where it is no text either, the lines below are none. */
  #strangeStart(bytes: Buffer): void {
    const text = utf8Text(bytes);
    this.say(1, "line", knownStranger(text ?? bytes.toString("latin1", 0, GLIMPSE)) ?? "is no UTF-8");
    this.#isForeign = text === null;
  }

  /** The line's value; `null` where it is not as it should be, which has then been said. */
  #parsed<T>(number: number, text: string, schema: z.ZodType<T>): T | null {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.say(number, "line", "is no JSON");
      return null;
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const newer = number === 1 ? newerVersion(Object(value)) : null;
    if (newer !== null) {
      // What its lines should be, only a newer Tapedeck knows.
      this.#isForeign = true;
      this.say(number, "schema", newer);
      return null;
    }
    if (number === 1 && typeof Object(value).tapedeck !== "number") {
      this.say(number, "schema", NO_HEADER);
      return null;
    }
    for (const issue of result.error.issues) this.say(number, "schema", issueText(issue));
    return null;
  }

  #record(number: number, record: TapeRecord): void {
    const problem = keyProblem(record, this.#header);
    if (problem !== null) this.say(number, "key", problem);
    for (const cut of cutProblems(record)) this.say(number, "cuts", cut);
    const before = this.#live.get(record.key);
    if (record.replaces) this.#superseded += before?.count ?? 0;
    const recordings = record.replaces || before === undefined ? { count: 0, lines: new Map() } : before;
    this.#live.set(record.key, recordings);
    recordings.count++;
    if (record.kind === "http") this.#interaction(number, record, recordings);
  }

  #interaction(number: number, record: Interaction, { lines }: LiveRecordings): void {
    const { at, response, failure, unrecordable } = record;
    const hasExpired = this.#oldest !== null && at < this.#oldest;
    if (hasExpired) this.say(number, "expired", `has expired: it was recorded at ${at}`);
    const answer = JSON.stringify([at, response?.status, response?.body, response?.cuts, failure, unrecordable]);
    const same = hash("sha256", answer, "base64url").slice(0, 16);
    const first = lines.get(same);
    if (first === undefined) lines.set(same, number);
    else this.say(number, "duplicate", `is the interaction of line ${first} once more: same key, time and answer`);
  }

  hints(): string[] {
    const hints: string[] = [];
    const header = this.#header;
    if (this.#superseded > 0) {
      hints.push(`later recordings have taken the place of ${this.#superseded}: \`tapedeck cassette fmt\` drops them`);
    }
    if (header === null) return hints;
    if (header.tapedeck < FORMAT_VERSION) {
      hints.push(
        `format version ${header.tapedeck} is an older one: \`tapedeck cassette migrate\` brings it up to date`,
      );
    }
    if (header.redaction < REDACTION_VERSION) {
      hints.push(
        `its recordings went through version ${header.redaction} of the redaction rules, and now there is ` +
          `${REDACTION_VERSION}: \`tapedeck cassette scrub\` applies it`,
      );
    }
    if (header.matcher !== undefined) {
      hints.push(`keys cannot be derived again, as a function made them: "${header.matcher}"`);
    }
    return hints;
  }
}

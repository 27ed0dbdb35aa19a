import { UserError, VERSION } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { knownStranger } from "./_line_problem.ts";
import { type CassetteHeader, FORMAT_VERSION } from "./interaction.ts";
import { REDACTION_VERSION } from "./redaction/mod.ts";

/** How a header begins that this program writes: enough to know a cassette whose header was torn. */
const HEADER_START = '{"tapedeck":';

/** What of a request counts for its key. */
export interface KeyRules {
  readonly ignore?: readonly string[] | undefined;
  readonly match?: { readonly name: string } | undefined;
}

/** The header of a new cassette. */
export function newHeader(clock: Clock, { ignore = [], match }: KeyRules): CassetteHeader {
  return {
    tapedeck: FORMAT_VERSION,
    created: clock.date().toISOString(),
    recorder: `tapedeck/${VERSION}`,
    redaction: REDACTION_VERSION,
    ...(ignore.length === 0 ? {} : { ignore }),
    ...(match === undefined ? {} : { matcher: match.name }),
  };
}

/**
 * Read the first line of a cassette.
 * @throws {UserError} when it is no header, or comes from a newer version.
 */
export function parseHeader(path: string, text: string): CassetteHeader {
  let header: CassetteHeader;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    if (text === "") throw new UserError(`Cannot open the cassette as the file is empty: "${path}"`, { cause });
    throw noHeader(path, text, cause);
  }
  if (typeof header?.tapedeck !== "number") throw noHeader(path, text);
  if (!Number.isInteger(header.tapedeck) || header.tapedeck < 1) {
    throw new UserError(`Cannot open the cassette as there was no format version ${header.tapedeck}: "${path}"`);
  }
  const newer = newerVersion(header);
  if (newer !== null) throw new UserError(`Cannot open the cassette as it ${newer}: "${path}"`);
  return header;
}

/** What is wrong with a first line that is something else. */
export const NO_HEADER = "is no header (the file is no cassette, or its beginning is lost)";

/** What is wrong with a header that a newer Tapedeck wrote, for people; "has …". */
export function newerVersion({ tapedeck }: Pick<CassetteHeader, "tapedeck">): string | null {
  return !(tapedeck > FORMAT_VERSION)
    ? null
    : `has format version ${tapedeck} and this Tapedeck reads up to ${FORMAT_VERSION}: bring Tapedeck up to date`;
}

function noHeader(path: string, text: string, cause?: unknown): UserError {
  const what = knownStranger(text) ?? NO_HEADER;
  return new UserError(`Cannot open the cassette as its first line ${what}: "${path}"`, { cause });
}

/**
 * A file is of one version: what this program writes must not stand in an older one, whose readers would not know it.
 * @throws {UserError} when the file is of an older version.
 */
export function assertWritable(path: string, { tapedeck }: CassetteHeader): void {
  if (tapedeck === FORMAT_VERSION) return;
  throw new UserError(
    `Cannot record as the cassette has format version ${tapedeck} and this Tapedeck writes ${FORMAT_VERSION}: ` +
      `run \`tapedeck cassette migrate ${path}\` first`,
    { exitCode: 2 },
  );
}

/** Whether a text without a newline is what a killed writer leaves of a new cassette's header. */
export function isTornHeader(text: string): boolean {
  return text.startsWith(HEADER_START) || HEADER_START.startsWith(text);
}

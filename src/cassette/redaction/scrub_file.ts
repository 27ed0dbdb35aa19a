import { Buffer } from "node:buffer";
import { isSameFile, lockFile, UserError, writeAtomically } from "../../base/mod.ts";
import { parseHeader } from "../_header.ts";
import { FORMAT_VERSION } from "../interaction.ts";
import { unpacked } from "./packed.ts";
import { TapeScrubber } from "./_scrub_tape.ts";
import { REDACTION_VERSION, type Redactor } from "./redactor.ts";
import { scrubText } from "./scrub_text.ts";
import { type ScanOptions, SecretScanner } from "./secret_scanner.ts";
import { tapeRedactor } from "./tape_redactor.ts";

/** How a cassette begins. */
const CASSETTE_START = '{"tapedeck":';
const YAML = /\.ya?ml$/i;

/** Options of {@linkcode scrubFile}. */
export interface ScrubOptions extends ScanOptions {
  /** Where the clean file goes, which is not there yet; the file itself is replaced unless given. */
  readonly output?: string;
}

/** What cleaning a file came to. */
export interface ScrubReport {
  /** How many credentials were found and replaced. */
  readonly replaced: number;
  /** Where the clean file is. */
  readonly output: string;
  /** Whether it is a cassette, whose keys were derived again. */
  readonly isCassette: boolean;
}

/**
 * Replace the credentials in a file of any format. A cassette stays valid: its keys are derived again, and lengths and
 * chunks follow. JSON and YAML stay what they are. The file is replaced in one step, and only when a second scan finds
 * nothing more.
 *
 * @throws {UserError} when the file cannot be read or written, has other names (hard links) that would keep what it has, is
 * a cassette of another version, or a credential cannot be replaced: it is then left as it was.
 */
export async function scrubFile(path: string, options: ScrubOptions = {}): Promise<ScrubReport> {
  const output = options.output ?? path;
  const isReplaced = await isSameFile(path, output);
  if (!isReplaced && await Deno.stat(output).then(() => true, () => false)) {
    throw scrubError(output, "the output is there already", { exitCode: 2 });
  }
  using _locked = await lockedFile(path);
  const { nlink } = await Deno.stat(path);
  if (isReplaced && nlink !== null && nlink > 1) {
    throw scrubError(path, `the file has ${nlink} names (hard links), and the others would keep what it has`);
  }
  const bytes = await Deno.readFile(path);
  if (unpacked(bytes) !== null) throw scrubError(path, "it is compressed: unpack it first");
  const scanner = new SecretScanner(options);
  const before = scanner.scan(bytes);
  const isCassette = Buffer.from(bytes.subarray(0, CASSETTE_START.length)).toString() === CASSETTE_START;
  const { secrets = [], ...known } = options;
  const redactor = tapeRedactor({ ...known, secrets: secrets.map(({ value }) => value) });
  const clean = isCassette && (before.length > 0 || isBehind(path, bytes))
    ? scrubbedTape(path, bytes, redactor)
    : before.length === 0
    ? bytes
    : scrubText(bytes, redactor, { isYaml: YAML.test(path) });
  const [left] = scanner.scan(clean);
  if (left !== undefined) {
    throw scrubError(path, `a credential could not be replaced (${left.name}, line ${left.line})`);
  }
  if (clean !== bytes || !isReplaced) await replace(output, { bytes: clean, like: path });
  return { replaced: before.length, output, isCassette };
}

/** Whether a cassette says that older rules were applied to it, which is to say the present ones. */
function isBehind(path: string, bytes: Uint8Array): boolean {
  const { tapedeck, redaction } = parseHeader(path, new TextDecoder().decode(bytes).split("\n", 1)[0]);
  return tapedeck === FORMAT_VERSION && redaction < REDACTION_VERSION;
}

function scrubbedTape(path: string, bytes: Uint8Array, redactor: Redactor): Uint8Array {
  const [first, ...lines] = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\n");
  const header = parseHeader(path, first);
  if (header.tapedeck !== FORMAT_VERSION) {
    throw scrubError(path, `it has format version ${header.tapedeck}: run \`tapedeck cassette migrate ${path}\` first`);
  }
  const scrubber = new TapeScrubber(header, redactor);
  const clean = lines.map((line, index) => {
    if (line === "") return line;
    try {
      return scrubber.line(line);
    } catch (cause) {
      throw scrubError(path, `line ${index + 2} is no interaction`, { cause });
    }
  });
  const head = JSON.stringify({ ...redactor.json(header as never) as object, redaction: REDACTION_VERSION });
  return Buffer.from([head, ...clean].join("\n"), "utf8");
}

/** A process that records into the file waits. */
async function lockedFile(path: string): Promise<Deno.FsFile> {
  try {
    return await lockFile(path, await Deno.open(path, { read: true, write: true }), { read: true, write: true });
  } catch (cause) {
    throw scrubError(path, "the file cannot be read and written", { cause });
  }
}

async function replace(path: string, { bytes, like }: { bytes: Uint8Array; like: string }): Promise<void> {
  try {
    await writeAtomically(path, (write) => write(bytes), { like });
  } catch (cause) {
    throw scrubError(path, "writing failed; it was left as it was", { cause });
  }
}

function scrubError(
  path: string,
  reason: string,
  options: { readonly cause?: unknown; readonly exitCode?: 2 } = {},
): UserError {
  return new UserError(`Cannot scrub as ${reason}: current value is "${path}"`, options);
}

import { isSameFile, UserError, VERSION, writeAtomically } from "../base/mod.ts";
import type { Har, HarEntry } from "./exchange_formats/mod.ts";
import type { Interaction } from "./interaction.ts";
import { TapeFile } from "./_tape_file.ts";

/** Options of {@linkcode exportHar}. */
export interface ExportOptions {
  /** The path of the HAR. */
  readonly out: string;
  /**
   * The base URL of each endpoint by its name, as a HAR has no names; `https://tapedeck.invalid/NAME` unless given,
   * which leads nowhere.
   */
  readonly bases?: { readonly [name: string]: string };
  /** Write over a file that is there. */
  readonly replace?: boolean;
}

/** What an export did. */
export interface ExportReport {
  /** The path of the HAR. */
  readonly out: string;
  /** How many entries it has. */
  readonly entries: number;
  /** How many decisions of the tape are not in it: a HAR has no place for them. */
  readonly decisions: number;
  /** The base URL that stands in place of each endpoint's name. */
  readonly bases: { readonly [name: string]: string };
}

/** `{gpt@openai}/chat/completions` */
const NAMED_URL = /^\{([^}]*)\}/;

/**
 * Write the recordings of a tape as a HAR 1.2, which browsers and proxies open: one entry for each recording that counts,
 * with its own times, a body that is no text in base64, and the events of a stream as Chromium lists them. What HAR has
 * no place for stands in `_tapedeck` fields, from which `importCassette` makes the same recordings again.
 *
 * @throws {UserError} when the tape cannot be read, the HAR is there and is not to be replaced, or cannot be written.
 *
 * @example A tape as a HAR
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exportHar, openCassette } from "@tapedeck/tapedeck";
 *
 * const folder = await Deno.makeTempDir();
 * const fetch = () => Promise.resolve(new Response("hello"));
 * const tape = await openCassette(`${folder}/tape.jsonl`, { mode: "record", ci: "", fetch });
 * await (await tape.fetch("https://example.com/greeting")).text();
 * await tape.close();
 * await exportHar(`${folder}/tape.jsonl`, { out: `${folder}/tape.har` });
 * const har = JSON.parse(await Deno.readTextFile(`${folder}/tape.har`));
 * assertEquals(har.log.entries[0].response.content.text, "hello");
 * ```
 */
export async function exportHar(path: string, options: ExportOptions): Promise<ExportReport> {
  if (await isSameFile(path, options.out)) {
    throw new UserError(
      `Cannot export as the HAR would take the place of the tape: current value is "${options.out}"`,
      {
        exitCode: 2,
      },
    );
  }
  const { harEntry } = await import("./exchange_formats/mod.ts");
  const file = TapeFile.open(path);
  try {
    const { records, decisions } = recordsOf(file);
    const bases = basesOf(file, records, options.bases ?? {});
    const entries = records.map((line) => () => {
      const interaction = file.record(line) as Interaction;
      return harEntry(interaction, absoluteUrl(interaction.request.url, bases));
    });
    await writeHar(options, { entries, bases, comment: `Exported from ${file.header.recorder}` });
    return { out: options.out, entries: entries.length, decisions, bases };
  } finally {
    file.close();
  }
}

function recordsOf(file: TapeFile): { records: number[]; decisions: number } {
  const lines = Array.from({ length: file.length }, (_, line) => line).filter((line) => !file.isSuperseded(line));
  const records = lines.filter((line) => file.record(line).kind === "http");
  return { records, decisions: lines.length - records.length };
}

/** A base URL for every name on the tape. */
function basesOf(file: TapeFile, records: readonly number[], given: { readonly [name: string]: string }) {
  for (const [name, url] of Object.entries(given)) {
    if (!URL.canParse(url)) {
      throw new UserError(`Cannot export as the base URL of "${name}" is no URL: current value is "${url}"`, {
        exitCode: 2,
      });
    }
  }
  const bases: { [name: string]: string } = {};
  for (const line of records) {
    const name = NAMED_URL.exec((file.record(line) as Interaction).request.url)?.[1];
    if (name === undefined || bases[name] !== undefined) continue;
    const path = encodeURIComponent(name).replaceAll("%40", "@");
    bases[name] = (given[name] ?? `https://tapedeck.invalid/${path}`).replace(/\/+$/, "");
  }
  return bases;
}

function absoluteUrl(url: string, bases: { readonly [name: string]: string }): string {
  return url.replace(NAMED_URL, (_, name: string) => bases[name]);
}

interface HarParts {
  /** Made one by one: a tape may be larger than memory. */
  readonly entries: readonly (() => HarEntry)[];
  readonly bases: { readonly [name: string]: string };
  readonly comment: string;
}

/** One entry a line, into a new file that takes its name when it is whole. */
async function writeHar({ out, replace = false }: ExportOptions, { entries, bases, comment }: HarParts): Promise<void> {
  const head: Har["log"] = {
    version: "1.2",
    creator: { name: "tapedeck", version: VERSION },
    pages: [],
    comment,
    _tapedeck: { endpoints: bases },
    entries: [],
  };
  try {
    if (!replace && await Deno.stat(out).then(() => true, () => false)) {
      throw new UserError(
        `Cannot export as the HAR is there already (--force replaces it): current value is "${out}"`,
        { exitCode: 2 },
      );
    }
    const encoder = new TextEncoder();
    await writeAtomically(out, async (sink) => {
      const write = (text: string) => sink(encoder.encode(text));
      await write(`{"log":${JSON.stringify(head).slice(0, -"]}".length)}`);
      for (const [index, entry] of entries.entries()) {
        await write(`${index === 0 ? "" : ","}\n${JSON.stringify(entry())}`);
      }
      await write("\n]}}\n");
    });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot export as the HAR cannot be written (${reason}): current value is "${out}"`, { cause });
  }
}

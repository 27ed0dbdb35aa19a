import { systemClock, UserError, VERSION } from "../base/mod.ts";
import type { Clock, Credential } from "../spec/mod.ts";
import { TapeFile } from "./_tape_file.ts";
import { TapeWriter } from "./_tape_writer.ts";
import { EndpointNames } from "./endpoint_names.ts";
import { type CassetteHeader, FORMAT_VERSION } from "./interaction.ts";
import { assertModeAllowed, type CassetteMode, parseMode } from "./mode.ts";
import { giveUpNetwork } from "./offline.ts";
import { REDACTION_VERSION, Redactor } from "./redactor.ts";
import { stampedFetch } from "./stamped_fetch.ts";
import { Tape } from "./tape.ts";

/** The program that stands in a cassette's header as its recorder. */
const RECORDER = `tapedeck/${VERSION}`;

/** Options of {@linkcode openCassette}. */
export interface CassetteOptions {
  /** `replay` unless given. */
  readonly mode?: CassetteMode;
  /** The base URL of each endpoint by its name; an endpoint's name stands in the key in place of its base URL. */
  readonly endpoints?: { readonly [name: string]: string };
  /** Credentials that must never reach the disk. Those in a request's own headers are known without being given. */
  readonly secrets?: readonly (Credential | string)[];
  /** JSON Pointers to fields of request bodies that do not count for the key; for a new cassette. */
  readonly ignore?: readonly string[];
  /** Allow the modes that may go live although `CI` is set. */
  readonly allowLiveInCi?: boolean;
  /** Whether `CI` is set; read from the environment unless given. */
  readonly ci?: string;
  /** In a replay, keep the right to use the network for the rest of the process. It is given up unless this is set. */
  readonly keepNetwork?: boolean;
  /** The network; the global `fetch` unless given. */
  readonly fetch?: typeof globalThis.fetch;
  /** The system's clock unless given. */
  readonly clock?: Clock;
}

/**
 * Open a cassette: a tape whose `fetch` records and replays. Nothing global is patched; the tape is closed by `close()`
 * or at the end of an `await using`.
 *
 * @throws {UserError} when the file cannot be read or written, is no cassette, comes from a newer version, or the mode
 * is refused because `CI` is set.
 *
 * @example Record once, replay for ever
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.remove(path);
 * {
 *   await using tape = await openCassette(path, {
 *     mode: "record",
 *     ci: "",
 *     fetch: () => Promise.resolve(new Response("hello")),
 *   });
 *   await (await tape.fetch("https://example.com/greeting")).text();
 * }
 * await using tape = await openCassette(path, { keepNetwork: true });
 * assertEquals(await (await tape.fetch("https://example.com/greeting")).text(), "hello");
 * ```
 */
export async function openCassette(path: string, options: CassetteOptions = {}): Promise<Tape> {
  const mode = parseMode(options.mode ?? "replay");
  assertModeAllowed(mode, options.ci ?? environmentCi(), options.allowLiveInCi ?? false);
  const clock = options.clock ?? systemClock;
  const names = new EndpointNames(options.endpoints ?? {});
  const redactor = new Redactor(
    (options.secrets ?? []).map((secret) => typeof secret === "string" ? secret : secret.reveal()),
  );
  const network = stampedFetch(options.fetch ?? globalThis.fetch, clock);
  const writer = mode === "record" || mode === "append"
    ? await TapeWriter.open(path, newHeader(clock, options.ignore ?? []))
    : null;
  try {
    const file = mode === "passthrough" ? null : TapeFile.open(path);
    const ignore = file?.header.ignore ?? [];
    if (options.ignore !== undefined && file !== null) assertSameIgnore(path, options.ignore, ignore);
    if (mode === "replay" && !options.keepNetwork) await giveUpNetwork();
    return new Tape({ path, mode, file, writer, names, redactor, ignore, network, clock });
  } catch (error) {
    await writer?.close();
    throw error;
  }
}

function newHeader(clock: Clock, ignore: readonly string[]): CassetteHeader {
  return {
    tapedeck: FORMAT_VERSION,
    created: clock.date().toISOString(),
    recorder: RECORDER,
    redaction: REDACTION_VERSION,
    ...(ignore.length === 0 ? {} : { ignore }),
  };
}

/** The keys of a tape were made with its own list: another one would find nothing. */
function assertSameIgnore(path: string, wanted: readonly string[], recorded: readonly string[]): void {
  if (JSON.stringify([...wanted].sort()) === JSON.stringify([...recorded].sort())) return;
  throw new UserError(
    `Cannot open the cassette as its header ignores ${
      JSON.stringify(recorded)
    } and the options ask for another list: ` +
      `current value is ${JSON.stringify(wanted)} ("${path}")`,
  );
}

/** What `CI` is set to; unknown where the environment may not be read. */
function environmentCi(): string | undefined {
  return Deno.permissions.querySync({ name: "env", variable: "CI" }).state === "granted"
    ? Deno.env.get("CI")
    : undefined;
}

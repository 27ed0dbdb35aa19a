import { stampedFetch, systemClock, UserError } from "../base/mod.ts";
import type { Clock, Credential, NotedFetch, WireLens } from "../spec/mod.ts";
import { TapeFile } from "./_tape_file.ts";
import { TapeWriter } from "./_tape_writer.ts";
import { Budget } from "./_budget.ts";
import { newHeader } from "./_header.ts";
import { assertKeyRules, assertSameKeyRules } from "./_key_rules.ts";
import { playRules } from "./_play_rules.ts";
import { Targets } from "./_target.ts";
import type { BodyMatcher } from "./body_matcher.ts";
import { EndpointNames } from "./endpoint_names.ts";
import type { ExpireOptions } from "./expire_options.ts";
import { MintedIds, MintedNames } from "./ids/mod.ts";
import { assertModeAllowed, type CassetteMode, parseMode } from "./mode.ts";
import { giveUpNetwork } from "./offline.ts";
import type { RecordingBudget } from "./recording_budget.ts";
import type { RefreshOptions } from "./refresh_options.ts";
import { tapeRedactor } from "./redaction/mod.ts";
import { Tape } from "./tape.ts";

/** Options of {@linkcode openCassette}. */
export interface CassetteOptions {
  /** `replay` unless given. */
  readonly mode?: CassetteMode;
  /**
   * The base URL of each endpoint by its name; an endpoint's name stands in the key in place of its base URL. Where that
   * is empty, the calls of that name keep their URLs.
   */
  readonly endpoints?: { readonly [name: string]: string };
  /** Credentials that must never reach the disk. Those in a request's own headers are known without being given. */
  readonly secrets?: readonly (Credential | string)[];
  /**
   * Variables whose credentials never reach the disk, and are found again in a replay: those of the process unless
   * given, as far as they may be read. `false`: none.
   */
  readonly env?: false | { readonly [name: string]: string };
  /**
   * Texts that look like a credential and are none, such as the sample token of a prompt: they stay as they are. Whole
   * values; those that are given as credentials, or stand in a request's own headers, are replaced all the same.
   */
  readonly harmless?: readonly string[];
  /** What is known of each provider's traffic: how its credentials look, which parts its requests have. */
  readonly lenses?: readonly WireLens[];
  /**
   * JSON Pointers to fields of request bodies that do not count for the key: `/user`. `*` in place of a name or an
   * index stands for all of them: `/metadata/*`. They stand in the header of a new cassette.
   */
  readonly ignore?: readonly string[];
  /**
   * A function that says what of a request's body counts for its key, for what pointers cannot say. Ids that recorded
   * answers minted are then its business too.
   */
  readonly match?: BodyMatcher;
  /** What mode `refresh` records anew; it needs this. */
  readonly refresh?: RefreshOptions;
  /** When recordings are too old to be played without a word. Nothing goes live because of it. */
  readonly expire?: ExpireOptions;
  /** `"last"` plays the last recording of a key again, for ever; otherwise each is played once, in their order. */
  readonly repeat?: "last";
  /** `"error"`: closing a replay fails where a recording of the tape was not played. Decisions do not count. */
  readonly unused?: "error";
  /** The most that the live calls of this session may use: it stops before going over. */
  readonly budget?: RecordingBudget;
  /** Told what a person should know and no program acts on; the process's standard error unless given. */
  readonly warn?: (message: string) => void;
  /** Allow the modes that may go live although `CI` is set. */
  readonly allowLiveInCi?: boolean;
  /** Whether `CI` is set; read from the environment unless given. */
  readonly ci?: string;
  /** In a replay, keep the right to use the network for the rest of the process. It is given up unless this is set. */
  readonly keepNetwork?: boolean;
  /**
   * A file to which a replay adds, when it is closed, which recordings it played: `tapedeck cassette prune` removes the
   * others. `TAPEDECK_USAGE` of the environment unless given; there is none where neither is set.
   */
  readonly usage?: string;
  /** The network; the global `fetch` unless given. */
  readonly fetch?: typeof globalThis.fetch;
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /**
   * How fast a replay is: 0, the default, waits for nothing; 1 gives headers, chunks and failures when they were
   * recorded, counted from the call; 4 is four times as fast.
   */
  readonly speed?: number;
}

/**
 * Open a cassette without a word about any provider, but those that the options tell.
 *
 * @throws {UserError} when the file cannot be read or written, is no cassette, comes from a newer version, or the mode
 * is refused because `CI` is set.
 */
export async function openCassette(path: string, options: CassetteOptions = {}): Promise<Tape> {
  return await openTape(path, options, stampedFetch(options.fetch ?? globalThis.fetch, options.clock ?? systemClock));
}

/** As `openCassette`, above a network that fills the notes itself. */
export async function openTape(path: string, options: CassetteOptions, network: NotedFetch): Promise<Tape> {
  const mode = parseMode(options.mode ?? "replay");
  assertModeAllowed(mode, options.ci ?? environment("CI"), options.allowLiveInCi ?? false);
  const clock = options.clock ?? systemClock;
  const speed = options.speed ?? 0;
  assertSpeed(speed);
  const targets = new Targets(new EndpointNames(options.endpoints ?? {}));
  const redactor = tapeRedactor(options);
  assertKeyRules(options);
  const budget = options.budget === undefined ? null : new Budget(options.budget);
  const isLive = mode !== "replay" && mode !== "passthrough";
  const writer = isLive ? await TapeWriter.open(path, newHeader(clock, options), clock) : null;
  let file: TapeFile | null = null;
  try {
    if (mode !== "passthrough") file = TapeFile.open(path);
    const ignore = file?.header.ignore ?? [];
    if (file !== null) assertSameKeyRules(path, options, file.header);
    if (mode === "replay" && !options.keepNetwork) await giveUpNetwork();
    const usage = options.usage ?? environment("TAPEDECK_USAGE") ?? null;
    const ids = new MintedIds(file, new MintedNames(options.lenses ?? []), ignore);
    return new Tape({
      path,
      mode,
      file,
      writer,
      targets,
      redactor,
      ignore,
      match: options.match,
      budget,
      rules: playRules(options, { mode, file, path, clock }),
      ids,
      network,
      clock,
      lenses: options.lenses ?? [],
      speed,
      usage,
    });
  } catch (error) {
    file?.close();
    await writer?.close();
    throw error;
  }
}

function assertSpeed(speed: number): void {
  if (Number.isFinite(speed) && speed >= 0) return;
  throw new UserError(
    `Cannot open a cassette as "speed" must be 0 or a factor above it (1: as recorded): current value is ${speed}`,
    { exitCode: 2 },
  );
}

/** What a variable is set to; unknown where the environment may not be read. */
function environment(variable: string): string | undefined {
  return Deno.permissions.querySync({ name: "env", variable }).state === "granted" ? Deno.env.get(variable) : undefined;
}

import { UserError } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import type { TapeFile } from "./_tape_file.ts";
import type { DecisionRecord, Playable } from "./interaction.ts";
import type { RefreshOptions } from "./refresh_options.ts";

const FIRST_FAILED_STATUS = 400;

/**
 * Which keys are recorded anew. A key is named as a whole: where one of its recordings is old or failed, all of them are
 * recorded again, as they belong together (a refusal and the answer to the next try).
 */
export class RefreshRule {
  readonly #options: RefreshOptions;
  readonly #file: TapeFile;
  readonly #clock: Clock;
  readonly #known = new Map<string, boolean>();

  /** @throws {UserError} when the options name nothing, or a key that is not on the tape. */
  constructor(options: RefreshOptions, file: TapeFile, clock: Clock) {
    assertNamesSomething(options);
    for (const start of options.keys ?? []) assertOnTape(start, file);
    this.#options = options;
    this.#file = file;
    this.#clock = clock;
  }

  /** Whether the key is named. What this session records does not change it. */
  names(key: string): boolean {
    let isNamed = this.#known.get(key);
    if (isNamed === undefined) {
      isNamed = this.#file.recordings(key).some((record) => this.#namesRecord(record));
      this.#known.set(key, isNamed);
    }
    return isNamed;
  }

  #namesRecord(record: Playable | DecisionRecord): boolean {
    const { keys, endpoints, olderThanMs, failures } = this.#options;
    if (keys?.some((start) => record.key.startsWith(start))) return true;
    const ageMs = this.#clock.date().getTime() - Date.parse(record.at);
    if (olderThanMs !== undefined && ageMs > olderThanMs) return true;
    if (record.kind !== "http") return false;
    if (record.endpoint !== undefined && endpoints?.includes(record.endpoint)) return true;
    return failures === true && hasFailed(record);
  }
}

function hasFailed({ response, failure }: Playable): boolean {
  return failure !== undefined || response === undefined || response.status >= FIRST_FAILED_STATUS;
}

function assertNamesSomething({ keys = [], endpoints = [], olderThanMs, failures = false }: RefreshOptions): void {
  if (olderThanMs !== undefined && !(olderThanMs >= 0)) {
    throw new UserError(
      `Cannot refresh a cassette as "olderThanMs" must be 0 or more: current value is ${olderThanMs}`,
      { exitCode: 2 },
    );
  }
  if (keys.length > 0 || endpoints.length > 0 || olderThanMs !== undefined || failures) return;
  throw new UserError(
    'Cannot refresh a cassette as nothing is named: set "keys", "endpoints", "olderThanMs" or "failures" of "refresh"',
    { exitCode: 2 },
  );
}

function assertOnTape(start: string, file: TapeFile): void {
  // A key that is meant and not there would be played on, and nobody would know.
  for (const key of start === "" ? [] : file.keys()) if (key.startsWith(start)) return;
  throw new UserError(
    `Cannot refresh the cassette as no key on it is, or begins with, what was named: current value is "${start}" ` +
      `("${file.path}")`,
    { exitCode: 2 },
  );
}

import type { CallNote } from "../spec/mod.ts";
import type { Expiry } from "./_expiry.ts";
import type { RefreshRule } from "./_refresh_rule.ts";
import type { Taking, TapeFile } from "./_tape_file.ts";
import type { IdSearch } from "./ids/mod.ts";
import type { DecisionRecord, Playable } from "./interaction.ts";
import type { CassetteMode } from "./mode.ts";

/** How the recordings of a tape are played, and which are not. */
export interface PlayRules {
  /** Play the last recording of a key again, for ever. */
  readonly repeatLast: boolean;
  /** Closing a replay fails where a recording was not played. */
  readonly unusedIsError: boolean;
  readonly expiry: Expiry | null;
  readonly refresh: RefreshRule | null;
}

/** Which recording answers a request, and which requests go live although there is one. */
export class Recordings {
  readonly #file: TapeFile | null;
  readonly #mode: CassetteMode;
  readonly #rules: PlayRules;
  readonly #taking: Taking;
  readonly #keeping: Taking;
  /**
   * Keys that this session has recorded, or played as its own run's: otherwise the first recording of a key takes the
   * place of those of earlier sessions.
   */
  readonly #recordedKeys = new Set<string>();

  constructor(file: TapeFile | null, mode: CassetteMode, rules: PlayRules) {
    this.#file = file;
    this.#mode = mode;
    this.#rules = rules;
    const { expiry } = rules;
    const admit = expiry === null ? undefined : expiry.admit.bind(expiry);
    this.#taking = { keepLast: rules.repeatLast, admit };
    this.#keeping = { keepLast: true, admit };
  }

  /** A recording that may answer a request now. */
  take(key: string, withoutScope: () => string, note: CallNote | undefined): Playable | null {
    let found = this.next(key, note);
    // Tapes that were imported, written by hand or recorded by a plain client have no scopes.
    if (found === null && note?.scope !== undefined && !this.#goesLive(key)) {
      found = this.next(withoutScope(), note);
    }
    return found?.kind === "http" ? found : null;
  }

  /** As `take`, for a request that brings back ids. */
  takeAlike(ids: IdSearch, note: CallNote | undefined): Playable | null {
    const scope = note?.scope;
    const withoutScope = scope === undefined ? [] : ids.alike(undefined).filter(({ key }) => !this.#goesLive(key));
    for (const { key, among } of [...ids.alike(scope), ...withoutScope]) {
      const found = this.next(key, note, among);
      if (found?.kind === "http") return found;
    }
    return null;
  }

  /** The next recording of a key that may be played: any, or where the key goes live, what the same run has paid. */
  next(
    key: string,
    note: Pick<CallNote, "run" | "keepLast"> | undefined,
    among?: ReadonlySet<number>,
  ): Playable | DecisionRecord | null {
    if (this.#file === null) return null;
    if (!this.#goesLive(key)) {
      const taking = note?.keepLast ? this.#keeping : this.#taking;
      return this.#file.take(key, among === undefined ? taking : { ...taking, among });
    }
    const { run, keepLast } = note ?? {};
    const found = run === undefined ? null : this.#file.take(key, { run, keepLast, among });
    // What this run records now stands beside what it has recorded before.
    if (found !== null) this.#recordedKeys.add(key);
    return found;
  }

  /** Whether what is recorded now takes the place of what earlier sessions recorded under the key. */
  replaces(key: string): boolean {
    return this.#goesLive(key) && !this.#recordedKeys.has(key) && (this.#file?.count(key) ?? 0) > 0;
  }

  /** A line of this key is on its way into the file. */
  recorded(key: string): void {
    this.#recordedKeys.add(key);
  }

  /** Whether calls of this key go to the network although there are recordings. */
  #goesLive(key: string): boolean {
    return this.#mode === "record" || this.#rules.refresh?.names(key) === true;
  }
}

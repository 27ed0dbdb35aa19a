import { credentialHash, systemClock } from "../../base/mod.ts";
import type { Clock, Credential, ProviderKey } from "../../spec/mod.ts";
import { appendRotated } from "./_append_rotated.ts";
import type { AuditEntry } from "./audit_entry.ts";

/** A use of a credential: whose server it was sent to. */
export interface CredentialSent {
  /** Its name and its hash are kept, and never its value. */
  readonly credential: Credential;
  /** The provider, by the name that it is set up by. */
  readonly provider: ProviderKey;
  /** `api.openai.com` */
  readonly host: string;
}

/** Options of a {@linkcode CredentialAudit}. */
export interface CredentialAuditOptions {
  /** The log's file; see `credentialAuditPath`. `null`: nothing is kept. */
  readonly path: string | null;
  /** What runs: `sweep run`. */
  readonly command: string;
  /** Dates the uses; the system's unless given. */
  readonly clock?: Clock;
  /** The process; this one unless given. */
  readonly pid?: number;
  /** Beyond this, the file is put aside and a fresh one begun; 1 MiB unless given. */
  readonly maxBytes?: number;
  /** Told once when the log cannot be written: no call fails for that. */
  readonly onProblem?: (message: string) => void;
}

const MINUTE_MS = 60_000;
const MAX_BYTES = 1_048_576;

type Group = { -readonly [key in keyof AuditEntry]: AuditEntry[key] } & { minute: number };

/**
 * The log of which credential was sent where and when. The first use within a minute is written at once, so that a
 * process that is killed has left its trace, and all others of that minute as one line when it is over: call `flush` at
 * the end, or use it with `using`.
 */
export class CredentialAudit {
  readonly #options: CredentialAuditOptions;
  readonly #clock: Clock;
  readonly #groups = new Map<string, Group>();
  readonly #hashes = new WeakMap<Credential, string>();
  #minute = -Infinity;
  #hasProblem = false;

  /** Nothing is written yet. */
  constructor(options: CredentialAuditOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Note that a credential was sent. Never throws. */
  used({ credential, provider, host }: CredentialSent): void {
    const { path, command, pid = Deno.pid } = this.#options;
    if (path === null) return;
    const date = this.#clock.date();
    const minute = Math.floor(date.getTime() / MINUTE_MS);
    if (minute !== this.#minute) this.flush();
    this.#minute = minute;
    const hash = this.#hashOf(credential);
    const key = `${hash} ${credential.name} ${provider} ${host}`;
    const at = date.toISOString();
    const group = this.#groups.get(key);
    if (group === undefined) {
      const first = { at, until: at, count: 1, credential: credential.name, hash, provider, host, command, pid };
      this.#write([first]);
      this.#groups.set(key, { ...first, minute, count: 0 });
    } else {
      if (group.count === 0) group.at = at;
      group.count++;
      group.until = at;
    }
  }

  /** Write what is not yet written. Never throws. */
  flush(): void {
    const entries = [...this.#groups.values()].filter(({ count }) => count > 0);
    this.#groups.clear();
    if (entries.length > 0) this.#write(entries.map(({ minute: _, ...entry }) => entry));
  }

  /** As `flush`. */
  [Symbol.dispose](): void {
    this.flush();
  }

  #hashOf(credential: Credential): string {
    const known = this.#hashes.get(credential) ?? credentialHash(credential);
    this.#hashes.set(credential, known);
    return known;
  }

  #write(entries: readonly AuditEntry[]): void {
    const { path, maxBytes = MAX_BYTES, onProblem } = this.#options;
    try {
      appendRotated(path!, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { maxBytes });
    } catch (error) {
      if (this.#hasProblem) return;
      this.#hasProblem = true;
      onProblem?.(`The log of credentials cannot be written (${error instanceof Error ? error.message : error})`);
    }
  }
}

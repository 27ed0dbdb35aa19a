import type { PlainFetch } from "../../base/mod.ts";
import type { CassetteMode } from "../../cassette/mod.ts";
import type { Catalog } from "../../catalog/mod.ts";
import type { ConfigFile, PreferenceSource } from "../../config/mod.ts";
import type { CallListener, CallTry, Clock, Credential, ProviderAdapter, RoutingPolicy } from "../../spec/mod.ts";

/** How `openRegistry` opens a registry. Whatever is absent is as it is for real. */
export interface RegistryOptions {
  /** The path of a tape that all calls go through; none unless given. */
  readonly cassette?: string;
  /** What the tape does with a call; `replay` unless given. */
  readonly mode?: CassetteMode;
  /**
   * What the user prefers: the path of a file, what `loadConfig` gives, an object under the names of the file; `false`:
   * nothing. The files of the project and the user unless given, as far as they may be read.
   */
  readonly config?: string | PreferenceSource | ConfigFile | false;
  /** Where the search for the project's file begins, as an absolute path; the working directory unless given. */
  readonly cwd?: string;
  /** The catalog's SQLite file; where `catalogPath` says unless given. */
  readonly catalogPath?: string;
  /** The catalog, which stays the caller's; the user's own unless given, opened when it is first needed. */
  readonly catalog?: Catalog;
  /** Makes the calls; the global `fetch` unless given. */
  readonly fetch?: PlainFetch;
  /** Looks environment variables up; the process's own, as far as it may, unless given. */
  readonly env?: (name: string) => string | undefined;
  /** Keys, by a provider's name (`openai`) or by a credential's (`openai/work`): they go before all others. */
  readonly credentials?: { readonly [name: string]: string | Credential };
  /**
   * The ledger (a file, or the URL of a database) that keeps why each endpoint was chosen, and what each call
   * cost; `false`: none does. Where `ledgerPath` says unless given, and none in a replay, whose choices were
   * kept when it was recorded.
   */
  readonly ledgerPath?: string | false;
  /** Told of every key that was had, so that nothing that is printed repeats it. */
  readonly onSecret?: (secret: Credential) => void;
  /** What runs, for the log of credentials: `sweep run`; `registry` unless given. */
  readonly command?: string;
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /** Routing policies beside those that come with Tapedeck. */
  readonly policies?: readonly RoutingPolicy[];
  /** Told of all that happens to calls. */
  readonly onEvent?: CallListener;
  /** Told of the tries of each call before they are kept in the ledger. */
  readonly onOwnTries?: (tries: readonly CallTry[]) => void;
  /** The most that all calls of this registry may cost, in US dollars as a decimal string; no limit unless given. */
  readonly budgetUsd?: string;
  /** Providers beside those of the table. */
  readonly plugins?: readonly ProviderAdapter[];
  /** Whether no lists are fetched. Calls are made all the same. */
  readonly offline?: boolean;
  /** Allow a tape that may go live although `CI` is set. */
  readonly allowLiveInCi?: boolean;
  /** In a replay, keep the right to use the network for the rest of the process. It is given up unless this is set. */
  readonly keepNetwork?: boolean;
}

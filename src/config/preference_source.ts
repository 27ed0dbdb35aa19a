import type { ConfigFile } from "./config_file.ts";
import type { KeyPath } from "./key_path.ts";
import type { UntrustedProject } from "./untrusted_project.ts";

/** One configuration file, as preferences are read from it. */
export interface PreferenceFile {
  /** What it says. */
  readonly config: ConfigFile;
  /** Where a key of it stands, for people: `tapedeck.toml:12`. */
  where(path: KeyPath): string;
}

/** What preferences are made of: what the files say together, and each of them by itself. */
export interface PreferenceSource {
  /** Merged: what a stronger file says takes the place of what a weaker one does. */
  readonly config: ConfigFile;
  /** The weakest first: the user's own, then the project's. */
  readonly files: readonly PreferenceFile[];
  /** The project's file, where the user has not allowed it to run code and to name servers; absent or `null`: all may. */
  readonly untrusted?: UntrustedProject | null;
}

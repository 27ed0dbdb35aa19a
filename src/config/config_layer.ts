import type { ConfigFile } from "./config_file.ts";
import type { KeyPath } from "./key_path.ts";

/** A configuration file that was read. */
export interface ConfigLayer {
  /** Whose it is. */
  readonly role: "user" | "project";
  /** Its absolute path. */
  readonly path: string;
  /** What it says, with the paths of modules in it made absolute. */
  readonly config: ConfigFile;
  /** The line that a key stands on, from 1; for one that is not in the file, that of the table that would have it. */
  lineOf(path: KeyPath): number | null;
  /** Where a key stands, for people: `tapedeck.toml:12`. */
  where(path: KeyPath): string;
}

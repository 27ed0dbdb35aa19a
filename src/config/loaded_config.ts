import type { JsonValue } from "../spec/mod.ts";
import type { ConfigFile } from "./config_file.ts";
import type { ConfigLayer } from "./config_layer.ts";
import type { ConfigPaths } from "./config_paths.ts";
import type { KeyPath } from "./key_path.ts";
import type { UntrustedProject } from "./untrusted_project.ts";

/** Where a value comes from. */
export interface ConfigOrigin {
  /** Whose file it is. */
  readonly role: "user" | "project";
  /** The file. */
  readonly path: string;
  /** From 1; `null` is unknown. */
  readonly line: number | null;
}

/** What one file says of a value. */
export interface ConfigSource {
  /** As the file has it. */
  readonly value: JsonValue;
  /** Where. */
  readonly origin: ConfigOrigin;
}

/** What the configuration files say together, and which of them each value comes from. */
export interface LoadedConfig {
  /** Merged: what the project's file says takes the place of what the user's does. */
  readonly config: ConfigFile;
  /** Those that are there, the weakest first. */
  readonly files: readonly ConfigLayer[];
  /** Where they are looked for. */
  readonly paths: ConfigPaths;
  /** The project's file, where the user has not allowed it to run code and to name servers; `null`: all may. */
  readonly untrusted: UntrustedProject | null;
  /**
   * Where a value of `config` comes from: the strongest file that gives it. `null`: none does. An index into `endpoints`
   * is that of the merged list.
   */
  originOf(path: KeyPath): ConfigOrigin | null;
  /** What each file says of a value of `config`, the strongest first. */
  sourcesOf(path: KeyPath): readonly ConfigSource[];
}

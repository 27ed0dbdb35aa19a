import type { ConfigFile } from "./config_file.ts";

/**
 * A project's file that the user has not allowed: it may have come with somebody else's repository. What it says of
 * parameters, models and routing holds; it runs no code, and sends no key to a server that it alone names.
 */
export interface UntrustedProject {
  /** The file. */
  readonly path: string;
  /** What it says. */
  readonly config: ConfigFile;
  /** What the user's own file says, without it. */
  readonly own: ConfigFile;
}

import { join } from "node:path";
import { userFolder } from "../../base/mod.ts";
import type { CredentialConfig } from "./credential_settings.ts";

/** What the places of credentials need to know of the machine. */
export interface CredentialPathOptions {
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** `linux`, `darwin`, `windows`; the machine's own unless given. */
  readonly os?: string;
  /** What the user prefers: `[defaults] credential_log = false` turns the log off. */
  readonly config?: CredentialConfig;
}

/**
 * Where the log of credentials is: `tapedeck/credential-audit.jsonl` in the folder for state (`XDG_STATE_HOME`, else
 * `~/.local/state`; on Windows `LOCALAPPDATA`). `null` where there is no home, or the user wants none.
 */
export function credentialAuditPath(options: CredentialPathOptions): string | null {
  if (options.config?.defaults?.credential_log === false) return null;
  const folder = userFolder("state", options);
  return folder === null ? null : join(folder, "credential-audit.jsonl");
}

/**
 * The folder of the keys that Tapedeck keeps: `tapedeck/credentials` in the folder for settings (`XDG_CONFIG_HOME`, else
 * `~/.config`; on Windows `APPDATA`). `null` where there is no home.
 */
export function credentialsFolder(options: CredentialPathOptions): string | null {
  const folder = userFolder("config", options);
  return folder === null ? null : join(folder, "credentials");
}

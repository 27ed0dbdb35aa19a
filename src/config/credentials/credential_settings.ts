import type { Credential } from "../../spec/mod.ts";
import type { UntrustedProject } from "../untrusted_project.ts";
import type { CredentialSource } from "./credential_source.ts";

/** The profile of credentials where none is chosen. */
export const DEFAULT_PROFILE = "default";

/** What a configuration says of credentials, under the names of the file. */
export interface CredentialConfig {
  /** By name. */
  readonly credentials?: { readonly [name: string]: CredentialSource } | undefined;
  /** Of its defaults, those of credentials. */
  readonly defaults?: { readonly credential_profile?: string; readonly credential_log?: boolean } | undefined;
}

/** The settings of what was loaded; `TAPEDECK_CREDENTIAL_PROFILE` goes before the profile of the file. */
export function credentialSettings(
  { config, untrusted }: { readonly config: CredentialConfig; readonly untrusted?: UntrustedProject | null },
  env: (name: string) => string | undefined,
): Pick<CredentialSettings, "credentials" | "profile" | "untrusted"> {
  const { credentials, defaults } = config;
  return { credentials, profile: env("TAPEDECK_CREDENTIAL_PROFILE") || defaults?.credential_profile, untrusted };
}

/** What the user has said of credentials. */
export interface CredentialSettings {
  /** Where keys are to be had, by name: `openai/work`. None unless given. */
  readonly credentials?: { readonly [name: string]: CredentialSource } | undefined;
  /** Whose are used where there are several: `work`; `default` unless given. */
  readonly profile?: string | undefined;
  /**
   * Keys that code gives, by a provider's name (`openai`) or by a credential's (`openai/work`). They go before all others
   * of that name.
   */
  readonly given?: { readonly [name: string]: string | Credential } | undefined;
  /** A project's file among what `credentials` come from, where the user has not allowed it; absent or `null`: none is. */
  readonly untrusted?: UntrustedProject | null | undefined;
}

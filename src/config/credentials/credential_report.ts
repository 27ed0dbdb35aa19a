import type { ProviderKey } from "../../spec/mod.ts";
import type { CredentialRank } from "./credential_choice.ts";

/** What there is to say of a credential, without its value. */
export interface CredentialUse {
  /** `openai/work`, `env:OPENAI_API_KEY`, `given:openai` */
  readonly name: string;
  /** What kind of place it is had from; `missing`: a provider names it, and nobody says where it is. */
  readonly source: "given" | "env" | "file" | "command" | "missing";
  /** The variable, the path, the command; for people. */
  readonly where: string;
  /** Whether it is there; `null`: it takes a command to tell. */
  readonly isPresent: boolean | null;
  /** What tells it from others, see `credentialHash`; `null` where it is not at hand. */
  readonly hash: string | null;
  /** Why it cannot be had; `null`: it can, or nobody asked. */
  readonly problem: string | null;
}

/** A credential beside the others of a provider. */
export interface CredentialReport extends CredentialUse {
  /** Whose it would be, by the name that it is set up by; `null`: nobody's. */
  readonly provider: ProviderKey | null;
  /** Why it is considered. */
  readonly rank: CredentialRank;
  /** Whether the provider is called with it. */
  readonly wins: boolean;
  /** Why the provider is not called with it; `null` where it is. */
  readonly why: string | null;
}

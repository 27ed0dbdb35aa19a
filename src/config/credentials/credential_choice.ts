import { type CredentialSettings, DEFAULT_PROFILE } from "./credential_settings.ts";
import { foreignReason, ownerOf } from "./_foreign_reason.ts";
import { isMoved, type KeyedProvider, originOf } from "./keyed_provider.ts";

/**
 * Why a credential is considered, in the order in which they count: code has given it, the provider's section names it, it
 * has the provider's name and the chosen profile, it has its kind's name and the chosen profile, it stands in a variable of
 * the kind; or it is of another profile and does not count.
 */
export type CredentialRank = "given" | "provider" | "profile" | "kind" | "environment" | "other";

/** A credential that a provider could be called with. */
export interface CredentialChoice {
  /** `openai/work`, `env:OPENAI_API_KEY`, `given:openai` */
  readonly name: string;
  /** Why it is considered. */
  readonly rank: CredentialRank;
  /** Why it must not be used, for people; `null`: it may. */
  readonly refused: string | null;
}

/**
 * All credentials that a provider could be called with, the first that is there and may be used wins. Pure: nothing is
 * looked up.
 *
 * A key goes to no other host than its provider's own. One that is named after a kind, or stands in its variables, is
 * refused where `base_url` leads elsewhere, unless the provider's section names it beside that; one that is named after
 * somebody else is refused without a `base_url`. Where only a project's file that nobody has trusted says that the server
 * is there, every one is refused that the user's own file does not send there; see {@linkcode CredentialSettings}.
 */
export function credentialChoices(provider: KeyedProvider, settings: CredentialSettings): CredentialChoice[] {
  const { untrusted } = settings;
  return consideredChoices(provider, settings).map((choice) =>
    choice.refused === null ? { ...choice, refused: foreignReason({ provider, choice, untrusted }) } : choice
  );
}

/** As {@linkcode credentialChoices}, whoever has said where the server is. */
function consideredChoices(provider: KeyedProvider, settings: CredentialSettings): CredentialChoice[] {
  const { name, kind, keyEnv, credential } = provider;
  const { given = {}, profile = DEFAULT_PROFILE } = settings;
  const owners = [...new Set([name, kind])];
  const away = isMoved(provider) ? awayReason(provider) : null;
  const ofOwner = (owner: string) => owner === kind ? away : null;
  const known = namesOf(settings).filter((one) => one !== credential && owners.includes(ownerOf(one)));
  const chosen = owners.map((owner) => `${owner}/${profile}`).filter((one) => known.includes(one));
  return [
    ...owners.filter((owner) => Object.hasOwn(given, owner))
      .map((owner): CredentialChoice => ({ name: `given:${owner}`, rank: "given", refused: ofOwner(owner) })),
    ...credential === undefined
      ? []
      : [{ name: credential, rank: "provider", refused: strangerReason(provider, credential) } as const],
    ...chosen.map((one): CredentialChoice => {
      const owner = ownerOf(one);
      return { name: one, rank: owner === name ? "profile" : "kind", refused: ofOwner(owner) };
    }),
    ...keyEnv.map((one): CredentialChoice => ({ name: `env:${one}`, rank: "environment", refused: away })),
    ...known.filter((one) => !chosen.includes(one)).map((one): CredentialChoice => ({
      name: one,
      rank: "other",
      refused: `the profile is ${profile}`,
    })),
  ];
}

/** The names of all credentials that are set up or given under a name of their own. */
export function namesOf({ credentials = {}, given = {} }: CredentialSettings): string[] {
  return [...new Set([...Object.keys(credentials), ...Object.keys(given).filter((name) => name.includes("/"))])].sort();
}

function awayReason(provider: KeyedProvider): string {
  return `it would go to ${
    originOf(provider)
  }, which is not ${provider.kind}'s own (name it by credential = beside base_url)`;
}

/** Why a credential that the provider's section names does not belong to it. */
function strangerReason({ name, kind, baseUrl }: KeyedProvider, credential: string): string | null {
  const owner = ownerOf(credential);
  if (baseUrl !== undefined || owner === name || owner === kind) return null;
  return `it is ${owner}'s, and would go to ${kind}'s server (set base_url beside it where that is meant)`;
}

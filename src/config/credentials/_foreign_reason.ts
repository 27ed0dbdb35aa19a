import type { UntrustedProject } from "../untrusted_project.ts";
import type { CredentialChoice } from "./credential_choice.ts";
import { isMoved, type KeyedProvider, originOf } from "./keyed_provider.ts";

/** What is asked of a credential and the provider that it would be sent to. */
export interface ForeignQuestion {
  readonly provider: KeyedProvider;
  /** Which credential, and why it is considered. */
  readonly choice: Pick<CredentialChoice, "name" | "rank">;
  /** The file that nobody has allowed; absent or `null`: there is none. */
  readonly untrusted: UntrustedProject | null | undefined;
}

/**
 * Why a credential must not be sent to a server: only a project's file says that it is to go there, and the user has not
 * allowed that. `null`: the server is the kind's own or of this machine, the user's file sends it there or names the
 * server for it, or there is no such file.
 */
export function foreignReason({ provider, choice, untrusted }: ForeignQuestion): string | null {
  const origin = originOf(provider);
  if (untrusted === undefined || untrusted === null || origin === null || !isMoved(provider)) return null;
  if (isOfThisMachine(origin) || isSentByUser(origin, { provider, choice, untrusted })) return null;
  return `it would go to ${origin}, which only ${untrusted.path} names (hosts = ["${origin}"] beside it in your own ` +
    `file allows that, and "tapedeck config trust" all that the project says)`;
}

/** Whether the user's own file has the provider there, with that credential; or names the server for the credential. */
function isSentByUser(
  origin: string,
  { provider: { name }, choice, untrusted }: ForeignQuestion & { readonly untrusted: UntrustedProject },
): boolean {
  const { providers = {}, endpoints = [], credentials = {} } = untrusted.own;
  const isThere = (url: string | undefined) => url !== undefined && URL.parse(url)?.origin === origin;
  const given = Object.hasOwn(credentials, choice.name) ? credentials[choice.name] : undefined;
  if (given?.hosts?.some(isThere)) return true;
  const section = Object.hasOwn(providers, name) ? providers[name] : undefined;
  const places = [section, ...endpoints.filter(({ key }) => providerOf(key) === name)];
  return places.some((place) =>
    isThere(place?.base_url) && (choice.rank !== "provider" || ownerOf(choice.name) === name ||
      choice.name === (place?.credential ?? section?.credential))
  );
}

/** `box` of `me/mine@box/tag`. */
function providerOf(endpointKey: string): string {
  return endpointKey.slice(endpointKey.indexOf("@") + 1).split("/", 1)[0];
}

/** `openai` of `openai/work`. */
export function ownerOf(name: string): string {
  return name.slice(0, name.indexOf("/"));
}

/** A server that runs where Tapedeck does is nobody else's. */
function isOfThisMachine(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

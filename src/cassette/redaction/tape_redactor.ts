import { type DetectedSecret, environmentSecrets, processSecrets } from "../../base/mod.ts";
import type { Credential, WireLens } from "../../spec/mod.ts";
import { Redactor } from "./redactor.ts";
import { SecretDetector } from "./secret_detector.ts";

/** What a redactor is told of credentials. */
export interface KnownSecrets {
  readonly secrets?: readonly (Credential | string)[];
  readonly lenses?: readonly WireLens[];
  /** The process's own variables unless given; none where `false`. */
  readonly env?: false | { readonly [name: string]: string } | undefined;
  readonly harmless?: readonly string[] | undefined;
}

/** A redactor that knows all of it, and what looks like a credential. */
export function tapeRedactor({ secrets = [], lenses = [], env, harmless }: KnownSecrets): Redactor {
  const values = [
    ...secrets.map((secret) => typeof secret === "string" ? secret : secret.reveal()),
    ...variableSecrets(env, lenses).map(({ value }) => value),
  ];
  return new Redactor(values, new SecretDetector(lenses.flatMap(({ keyShapes }) => keyShapes), harmless));
}

/** The credentials of an environment; without one, those of the process's. */
export function variableSecrets(env: KnownSecrets["env"], lenses: readonly WireLens[]): DetectedSecret[] {
  if (env === false) return [];
  return env === undefined
    ? processSecrets(lenses.map(({ provider }) => variableOf(provider)))
    : environmentSecrets(env);
}

/** As every provider's own documentation calls it. */
function variableOf(provider: string): string {
  return `${provider.toUpperCase().replaceAll("-", "_")}_API_KEY`;
}

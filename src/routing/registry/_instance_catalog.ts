import { type EndpointListing, openrouterEndpoints } from "../../catalog/mod.ts";
import type { EndpointRecord, ProviderAdapter, ProviderKey } from "../../spec/mod.ts";
import { placedRow } from "../_placed_row.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** The rows by which the catalog asks providers for their lists: each under the name that it is set up by. */
export function instanceRows(instances: readonly ProviderInstance[]): ProviderAdapter[] {
  return instances.map(({ name, kind: row, baseUrl, lifetimesMs }) => {
    const lifetimeMs = lifetimesMs.models;
    const kind = row.models === null || lifetimeMs === null ? row : { ...row, models: { ...row.models, lifetimeMs } };
    return baseUrl === null ? { ...kind, key: name } : placedRow(kind, { name, baseUrl });
  });
}

/** The same rows, with the variables of a kind only where a key is looked for in them: a list that lacks one names them. */
export function listedRows(instances: readonly ProviderInstance[]): ProviderAdapter[] {
  return instanceRows(instances).map((row, i) => takesVariables(instances[i].keyed) ? row : { ...row, keyEnv: [] });
}

/** Where a credential is named, or the calls go to another server, what stands in the variables is not sent. */
function takesVariables({ credential, baseUrl, origin }: ProviderInstance["keyed"]): boolean {
  return credential === undefined && (baseUrl === undefined || URL.parse(baseUrl)?.origin === origin);
}

/**
 * What is declared, for the catalog: the records of endpoints whose provider is not switched off, and rows for the servers
 * that are named nowhere else. Nobody has said that these have a list.
 */
export function declaredFacts(
  custom: readonly KnownEndpoint[],
  instances: readonly ProviderInstance[],
): { readonly declared: readonly EndpointRecord[]; readonly servers: readonly ProviderAdapter[] } {
  const known = new Set(instances.map(({ name }) => name));
  const on = custom.filter(({ instance }) => instance.enabled);
  const servers = new Map(
    on.filter(({ instance }) => !known.has(instance.name)).map(({ instance }) => [instance.name, instance]),
  );
  return {
    declared: on.flatMap(({ record }) => record === null ? [] : [record]),
    servers: instanceRows([...servers.values()]).map((row) => ({ ...row, models: null })),
  };
}

/** The lists of a model's endpoints that routers have, each under the name that the router is set up by. */
export function instanceListings(instances: readonly ProviderInstance[]): { [name: ProviderKey]: EndpointListing } {
  const routers = instances.filter(({ kind }) => kind.key === "openrouter");
  return Object.fromEntries(routers.map(({ name, lifetimesMs }) => {
    const lifetimeMs = lifetimesMs.endpoints ?? openrouterEndpoints.lifetimeMs;
    return [name, { ...openrouterEndpoints, lifetimeMs }];
  }));
}

/** Those that are not asked at all. */
export function switchedOffInstances(instances: readonly ProviderInstance[]): ReadonlySet<ProviderKey> {
  return new Set(instances.filter(({ enabled }) => !enabled).map(({ name }) => name));
}

/** Those whose old lists do not stand in where they do not answer. */
export function instancesWithoutFallback(instances: readonly ProviderInstance[]): ReadonlySet<ProviderKey> {
  return new Set(instances.filter(({ catalogFallback }) => !catalogFallback).map(({ name }) => name));
}

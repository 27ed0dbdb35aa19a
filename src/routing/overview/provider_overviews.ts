import { parseEndpointKey, type ProviderStatus } from "../../catalog/mod.ts";
import type { Clock, EndpointKey, HealthState, ProviderKey, TransportStatus } from "../../spec/mod.ts";
import type { Alert } from "../../transport/alerts/mod.ts";
import type { HealthDetail, HealthMonitor, ProbeResult } from "../../transport/health/mod.ts";
import {
  type RunningEndpoint,
  type RunningScope,
  type RunningStatus,
  shownTransport,
} from "../../transport/observe/mod.ts";
import { overviewState, worstState } from "./_overview_state.ts";
import type {
  EndpointOverview,
  OverviewBreaker,
  OverviewCommand,
  OverviewLimits,
  ProviderOverview,
} from "./provider_overview.ts";

/** What overviews are put together from. */
export interface ProviderOverviewParts {
  /** The providers that are set up or have a key. */
  readonly names: readonly ProviderKey[];
  /** What the catalog says of each provider's list. */
  readonly lists: readonly ProviderStatus[];
  /** What this process has seen of endpoints and providers. */
  readonly health: Pick<HealthMonitor, "health" | "detail" | "list">;
  /** The last probe of each provider that was probed. */
  readonly probes: readonly ProbeResult[];
  /** Other commands of this machine that run now. */
  readonly running: readonly RunningStatus[];
  /** Limits and breakers of this process. */
  readonly transport: TransportStatus;
  /** The newest first. */
  readonly alerts: readonly Alert[];
  /** Tells how old a probe is. */
  readonly clock: Clock;
}

/** An endpoint of a running command. */
interface Told extends RunningEndpoint {
  readonly by: OverviewCommand;
}

/** The same of all providers. */
interface Joined extends ProviderOverviewParts {
  readonly told: readonly Told[];
  readonly scopes: readonly OverviewLimits[];
  readonly openBreakers: readonly OverviewBreaker[];
  /** Endpoints that were seen, by their provider. */
  readonly seen: ReadonlyMap<ProviderKey, ReadonlySet<EndpointKey>>;
}

/**
 * All that is known of each provider: its list, its last probe, how it answers by the calls of this process, of earlier runs
 * and of commands that run now, breakers, limits and alerts. Those that are set up, are known by a declared endpoint alone,
 * have a key or were seen come first, each group in the order of the names. Nothing is called.
 */
export function providerOverviews(parts: ProviderOverviewParts): ProviderOverview[] {
  const joined = join(parts);
  const declared = parts.lists.filter(({ tier }) => tier === "config").map(({ provider }) => provider);
  const probed = parts.probes.map(({ provider }) => provider);
  const used = new Set([...parts.names, ...declared, ...joined.seen.keys(), ...probed]);
  const listed = parts.lists.filter(({ tier }) => tier !== null).map(({ provider }) => provider);
  return [...new Set([...used, ...listed])].sort()
    .map((provider) => overviewOf(provider, { joined, isUsed: used.has(provider) }))
    .sort((a, b) => Number(b.isUsed) - Number(a.isUsed));
}

function join(parts: ProviderOverviewParts): Joined {
  const { running, transport, clock, health } = parts;
  const own = { ...shownTransport(transport, clock), by: null };
  const others = running.map((one) => ({ ...one, by: { command: one.command, pid: one.pid, run: one.run } }));
  const all = [own, ...others];
  const told = others.flatMap(({ endpoints, by }) => endpoints.map((one) => ({ ...one, by })));
  const seen = new Map<ProviderKey, Set<EndpointKey>>();
  const see = (provider: ProviderKey, endpoint: EndpointKey | null) => {
    const known = seen.get(provider) ?? new Set();
    if (endpoint !== null) known.add(endpoint);
    seen.set(provider, known);
  };
  for (const { key } of health.list()) {
    if (key.includes("@")) see(providerOf(key), key);
    else see(key, null);
  }
  for (const { provider, endpoint } of told) see(provider, endpoint);
  return {
    ...parts,
    told,
    seen,
    scopes: all.flatMap(({ scopes, by }) => scopes.filter(isTelling).map((one) => ({ ...one, by }))),
    openBreakers: all.flatMap(({ breakers, by }) => breakers.map((one) => ({ ...one, by }))),
  };
}

function overviewOf(
  provider: ProviderKey,
  { joined, isUsed }: { readonly joined: Joined; readonly isUsed: boolean },
): ProviderOverview {
  const health = joined.health.health(provider);
  const detail = joined.health.detail(provider);
  const probe = joined.probes.findLast((one) => one.provider === provider) ?? null;
  const breakers = joined.openBreakers.filter((one) => one.provider === provider);
  const isFresh = probe !== null && joined.clock.date().getTime() - Date.parse(probe.at) <= detail.windowMs;
  const isAnswering = answersNow(detail, joined.clock);
  return {
    provider,
    isUsed,
    ...overviewState({ health, isAnswering, breakers, probe: isFresh ? probe : null, told: toldOf(provider, joined) }),
    list: joined.lists.find((one) => one.provider === provider) ?? null,
    probe,
    health,
    detail,
    endpoints: [...joined.seen.get(provider) ?? []].sort().map((endpoint) => endpointOf(endpoint, joined)),
    breakers,
    limits: joined.scopes.filter(({ scope }) => providerOfScope(scope) === provider),
    alerts: joined.alerts.filter((alert) => alert.provider === provider),
  };
}

/** What each running command says of a provider's endpoints. */
function toldOf(provider: ProviderKey, { told }: Joined): { by: OverviewCommand; states: HealthState[] }[] {
  const byCommand = new Map<OverviewCommand, HealthState[]>();
  for (const one of told) {
    if (one.provider === provider) byCommand.set(one.by, [...byCommand.get(one.by) ?? [], one.state]);
  }
  return [...byCommand].map(([by, states]) => ({ by, states }));
}

/** Runs of other processes have called it a moment ago. */
function answersNow({ lastCall, windowMs }: HealthDetail, clock: Clock): boolean {
  if (lastCall === null || lastCall.errorKind !== null) return false;
  return clock.date().getTime() - Date.parse(lastCall.at) <= windowMs;
}

function endpointOf(endpoint: EndpointKey, { health, told, clock }: Joined): EndpointOverview {
  const own = health.health(endpoint);
  const detail = health.detail(endpoint);
  const others = told.filter((one) => one.endpoint === endpoint);
  const sum = (of: (one: Told) => number) => others.reduce((all, one) => all + of(one), 0);
  return {
    endpoint,
    state: worstState([
      own.state,
      ...others.map(({ state }) => state),
      answersNow(detail, clock) ? "healthy" : "unknown",
    ]),
    health: own,
    detail,
    inFlight: sum(({ inFlight }) => inFlight),
    waiting: sum(({ waiting }) => Object.values(waiting).reduce((all, one) => all + one, 0)),
  };
}

/** `null`: it is a credential's, which may be that of several. */
function providerOfScope(scope: string): ProviderKey | null {
  const [, kind, name] = /^(provider|endpoint):(.*)$/s.exec(scope) ?? [];
  return kind === "provider" ? name : kind === "endpoint" ? providerOf(name) : null;
}

/** Also of a key that is none: runs of others may have any names. */
function providerOf(endpoint: EndpointKey): ProviderKey {
  return parseEndpointKey(endpoint)?.provider ?? endpoint.slice(endpoint.lastIndexOf("@") + 1);
}

/** Whether a scope has anything to say. */
function isTelling({ waiting, inFlight, maxInFlight, adaptiveWindow, limits, pausedUntil }: RunningScope): boolean {
  return waiting > 0 || inFlight > 0 || maxInFlight !== null || adaptiveWindow !== null || pausedUntil !== null ||
    limits.some(({ value }) => value !== null);
}

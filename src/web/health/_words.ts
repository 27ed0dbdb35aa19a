import { formatAge, formatCount, formatDuration, formatMs, formatShare, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { ProviderStatus } from "../../catalog/mod.ts";
import type { OverviewBreaker, OverviewLimits, ProviderOverview } from "../../routing/mod.ts";
import type { LimitLevel, Percentiles, Tier } from "../../spec/mod.ts";
import type { ProbeResult } from "../../transport/health/mod.ts";

const MINUTE_MS = 60_000;

/** `3 min ago`. It says nothing of seconds, so that what is shown stays the same for a while. */
export function agoText(at: string, now: Date): string {
  const ms = now.getTime() - Date.parse(at);
  return ms < MINUTE_MS ? "just now" : `${formatAge(ms)} ago`;
}

/** Where facts come from, for people. */
const TIERS: { readonly [tier in Tier]: string } = {
  api: "just fetched",
  cache: "fetched",
  embedded: "shipped with Tapedeck",
  stale: "too old",
  config: "of your configuration",
};

/** `42, fetched 3 h ago` */
export function listText(list: ProviderStatus | null, now: Date): string {
  if (list === null) return "in no list";
  if (list.tier === null || list.fetchedAt === null) return list.problem?.reason ?? "its list was not fetched yet";
  const text = `${list.rows.toLocaleString("en-US")}, ${tierText(list.tier)}`;
  // It was read when the dashboard began, whenever it was written.
  return list.tier === "config" ? text : `${text}, ${agoText(list.fetchedAt, now)}`;
}

/** `fetched` */
export function tierText(tier: Tier | null): string {
  return tier === null ? UNKNOWN : TIERS[tier];
}

/** `answered in 84 ms, HTTP 200` */
export function probeText({ answered, latencyMs, httpStatus, reason }: ProbeResult): string {
  if (answered === null) return `not asked: ${reason}`;
  const took = latencyMs === null ? "" : ` in ${formatDuration(latencyMs)}`;
  const status = httpStatus === null ? "" : `, HTTP ${httpStatus}`;
  return `${answered ? "answered" : "failed"}${took}${status}${reason === null ? "" : `: ${reason}`}`;
}

/** `answered in 512 ms`, `timeout after 30.0 s` */
export function lastCallText({ detail: { lastCall } }: Pick<ProviderOverview, "detail">): string {
  if (lastCall === null) return "none is known";
  const { errorKind, latencyMs } = lastCall;
  const took = latencyMs === null ? null : formatDuration(latencyMs);
  if (errorKind === null) return took === null ? "answered" : `answered in ${took}`;
  return `failed: ${errorKind.replaceAll("_", " ")}${took === null ? "" : ` after ${took}`}`;
}

/** `2 % of 120 tries in the last 5 minutes` */
export function errorText({ health, detail }: Pick<ProviderOverview, "health" | "detail">): string {
  if (health.calls === 0) return "no try is known";
  const limited = detail.throttled === 0 ? "" : `, ${detail.throttled} rate limited`;
  return `${formatShare(health.errorRate)} of ${formatCount(health.calls, "try", "tries")} ${
    windowText(detail)
  }${limited}`;
}

/** `in the last 5 minutes`; `so far` where nobody has called for longer. */
export function windowText({ of, windowMs }: ProviderOverview["detail"]): string {
  return of === "window" ? `in the last ${Math.round(windowMs / MINUTE_MS)} minutes` : "so far";
}

/** `340 / 1200 / 4100` */
export function percentilesText(of: Percentiles | null): string {
  return of === null ? UNKNOWN : [of.p50, of.p90, of.p99].map((one) => formatMs(one ?? null)).join(" / ");
}

/** Tokens per second, the middle and the slow end. */
export function speedText(of: Percentiles | null): string {
  return of === null ? UNKNOWN : of.p50.toFixed(of.p50 >= 10 ? 0 : 1);
}

/** `open in sweep run (process 12), until 12:03:04 UTC: 8 of 10 tries failed` */
export function breakerText({ scope, state, reason, until, by }: OverviewBreaker): string {
  const whose = by === null ? "" : ` in ${by.command} (process ${by.pid})`;
  return `${scopeText(scope)}: ${state}${whose}${until === null ? "" : `, until ${timeText(until)}`}${
    reason === null ? "" : `: ${reason}`
  }`;
}

/** One sentence for each thing that limits calls in a scope. */
export function limitTexts({ scope, by, limits, ...rest }: OverviewLimits): string[] {
  const whose = by === null ? "" : ` (${by.command}, process ${by.pid})`;
  const of = (text: string) => `${scopeText(scope)}${whose}: ${text}`;
  const flight = rest.maxInFlight === null ? [] : [of(`${rest.inFlight} of ${rest.maxInFlight} calls in flight`)];
  return [
    ...(rest.pausedUntil === null ? [] : [of(`paused until ${timeText(rest.pausedUntil)}, ${rest.pauseReason}`)]),
    ...(rest.waiting === 0 ? [] : [of(`${formatCount(rest.waiting, "call")} waiting`)]),
    ...flight,
    ...limits.flatMap((level) => levelText(level).map(of)),
  ];
}

function levelText({ limit, value, used, remaining, source }: LimitLevel): string[] {
  if (value === null) return [];
  const name = limit.replace(/Usd/, " USD ").replaceAll(/[A-Z][a-z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replaceAll(/ +/g, " ").trim();
  const left = remaining === null ? "" : `, ${amount(remaining)} left`;
  return [`${name}: ${amount(used)} of ${amount(value)} used${left}${source === "guess" ? " (a guess)" : ""}`];
}

function amount(value: number | string): string {
  return typeof value === "string" ? `$${formatUsd(value)}` : Math.round(value).toLocaleString("en-US");
}

/** Hashes of credentials tell nobody anything. */
function scopeText(scope: string): string {
  const [, kind, name] = /^(provider|endpoint|credential):(.*)$/s.exec(scope) ?? [];
  if (kind === "credential") return `credential ${name.slice(0, 8)}`;
  return kind === "provider" ? "all endpoints" : name ?? scope;
}

/** `12:03:04 UTC` */
function timeText(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

/** An id for an element that is a name's. */
export function idOf(kind: string, name: string): string {
  return `${kind}-${encodeURIComponent(name)}`;
}

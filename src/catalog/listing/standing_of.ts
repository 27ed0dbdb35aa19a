import type { EndpointRecord, ModelRecord } from "../../spec/mod.ts";
import type { ListedModel, ListedStatus, ModelBadge } from "./listed_model.ts";

const NEW_MS = 30 * 86_400_000;
/** Below, more than one call in ten fails. */
const LEAST_UPTIME = 0.9;
/** A word of the id by which providers mark what they give away or try out: they allow fewer calls of it. */
const LIMITED = /[-:](?:free|preview|exp|experimental|beta)(?=[-:.]|$)/;

/** What is looked at. */
export interface StandingFacts {
  readonly records: readonly ModelRecord[];
  /** Of the model, as far as they are known. */
  readonly endpoints: readonly EndpointRecord[];
  readonly isPromoted: boolean;
  /** Whether some list has it. */
  readonly isListed: boolean;
  readonly at: Date;
}

/** What stands out about a model, and whether it can be called. */
export function standingOf(facts: StandingFacts): Pick<ListedModel, "badges" | "status"> {
  const { records, at, isPromoted } = facts;
  const isDeprecated = records.some(({ deprecated, expiresOn }) => deprecated || expiresOn !== null);
  const isLimited = records.some(({ key, tier }) => tier !== "config" && LIMITED.test(key)) ||
    allOf(facts.endpoints, isImpaired);
  const badges: ModelBadge[] = [];
  if (isPromoted) badges.push("promoted");
  if (records.some(({ tier }) => tier === "config")) badges.push("own");
  if (records.some(({ createdOn }) => isNew(createdOn, at))) badges.push("new");
  if (isDeprecated) badges.push("deprecated");
  if (isLimited) badges.push("limited");
  const status: ListedStatus = isAway(facts)
    ? "unavailable"
    : isDeprecated
    ? "deprecated"
    : isLimited
    ? "limited"
    : "available";
  return { badges, status };
}

function isNew(createdOn: string | null, at: Date): boolean {
  if (createdOn === null) return false;
  const ageMs = at.getTime() - Date.parse(createdOn);
  return ageMs >= 0 && ageMs <= NEW_MS;
}

function isAway({ records, endpoints, isListed, at }: StandingFacts): boolean {
  const today = at.toISOString().slice(0, 10);
  return !isListed || records.every(({ expiresOn }) => expiresOn !== null && expiresOn < today) ||
    allOf(endpoints, ({ status }) => status === "down");
}

function isImpaired({ status, uptime }: EndpointRecord): boolean {
  const up = uptime.last30m ?? uptime.last5m ?? uptime.last1d;
  return status === "degraded" || status === "down" || (up !== null && up < LEAST_UPTIME);
}

function allOf<T>(items: readonly T[], is: (item: T) => boolean): boolean {
  return items.length > 0 && items.every(is);
}

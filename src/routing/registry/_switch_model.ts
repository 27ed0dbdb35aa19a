import { Decimal, type PlainFetch, UserError } from "../../base/mod.ts";
import { perMillion } from "../../catalog/cost/mod.ts";
import type { Clock, Credential, EndpointRecord, Price, Rejection } from "../../spec/mod.ts";
import { healthTargetOf, probeProvider } from "../../transport/health/mod.ts";
import { mergeNeeds } from "../eligibility/mod.ts";
import type { Candidates } from "./_candidates.ts";
import type { Keys } from "./_keys.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { ModelNames } from "./_model_names.ts";
import { nearestEndpoint } from "./_nearest_endpoint.ts";
import type { PreferenceHolder } from "./_preference_holder.ts";
import type { RegistryLedger } from "./_registry_ledger.ts";
import type { RoutePlanner } from "./_route_planner.ts";
import { usedNeeds } from "./_used_needs.ts";
import type { ModelSwitch, SwitchCheck } from "./model_switch.ts";
import type { SwitchOptions } from "./switch_options.ts";

/** What a switch is looked at with. */
export interface SwitchParts {
  readonly holder: PreferenceHolder;
  readonly names: ModelNames;
  readonly planner: RoutePlanner;
  readonly candidates: Candidates;
  readonly keys: Keys;
  readonly ledger: RegistryLedger;
  /** Never a tape's: a recorded answer says nothing about today. */
  readonly network: PlainFetch;
  readonly clock: Clock;
}

/** Which check a rule of eligibility belongs to; every other one is about the endpoint as such. */
const RULES: { readonly [rule: string]: SwitchCheck["name"] | undefined } = {
  credential: "key",
  capabilities: "capabilities",
  parameters: "capabilities",
  parameterValues: "capabilities",
  contextTokens: "limits",
  maxInputTokens: "limits",
  maxOutputTokens: "limits",
  maxCostUsd: "price",
  maxInputUsdPerMillion: "price",
  maxOutputUsdPerMillion: "price",
};

/** Look whether a model can be the default one; where it can, and more than that is asked for, it then is. */
export async function switchModel(id: string, options: SwitchOptions, parts: SwitchParts): Promise<ModelSwitch> {
  const { holder, names } = parts;
  const from = holder.current.config.defaults?.model ?? null;
  const lists = options.offline ? { network: false } : {};
  const meant = await names.meant(id, lists);
  const to = meant.pin ?? meant.model;
  const before = from === null ? null : await names.meant(from, { network: false }).catch(ignoreUnknown);
  const needs = mergeNeeds(await usedNeeds(before?.model ?? null, await parts.ledger.kept()), options.needs ?? {});
  const { planner } = parts;
  const { known, rejections } = await nearestEndpoint(to, { planner, needs, ...lists });
  const old = before === null
    ? null
    : (await nearestEndpoint(before.pin ?? before.model, { planner, needs: {}, network: false })).known;
  const checks = known === null
    ? [check("endpoint", "no", "no endpoint of it is known")]
    : await allChecks({ known, old, rejections, needs }, options, parts);
  const ok = checks.every(({ verdict }) => verdict !== "no");
  const saved = ok && !options.dryRun ? await holder.save([{ path: ["defaults", "model"], value: to }]) : null;
  if (saved !== null) holder.change({ defaults: { model: to } });
  return { from, to, endpoint: known?.endpoint.key ?? null, ok, checks, saved };
}

function ignoreUnknown(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}

interface Candidate {
  readonly known: KnownEndpoint;
  readonly rejections: readonly Rejection[];
  /** The endpoint of the default model before. */
  readonly old: KnownEndpoint | null;
  readonly needs: NonNullable<SwitchOptions["needs"]>;
}

async function allChecks(found: Candidate, options: SwitchOptions, parts: SwitchParts): Promise<SwitchCheck[]> {
  const { known, old, needs } = found;
  const told = (name: SwitchCheck["name"], facts: () => SwitchCheck): SwitchCheck => {
    const against = found.rejections.filter(({ rule }) => (RULES[rule] ?? "endpoint") === name);
    if (against.length === 0) return facts();
    const reasons = against.map(({ reason, change }) => change === null ? reason : `${reason} (${change})`);
    return check(name, "no", reasons.join("; "));
  };
  const key = await keyOf(known, options, parts);
  const probed = await reachability({ known, credential: key.credential }, options, parts);
  return [
    told("endpoint", () => check("endpoint", "yes", `${known.endpoint.key} may be asked`)),
    told("key", () => probed.key ?? key.check),
    told("capabilities", () => capabilities(known.record, needs)),
    told("limits", () => limits(known.record, old)),
    told("price", () => price(known.endpoint.price, old)),
    probed.reach,
  ];
}

async function keyOf(
  { instance }: KnownEndpoint,
  { signal }: SwitchOptions,
  { keys }: SwitchParts,
): Promise<{ readonly check: SwitchCheck; readonly credential: Credential | null }> {
  if (keys.isMissing(instance)) return { check: check("key", "no", "its key is missing"), credential: null };
  try {
    const credential = await keys.of(instance, signal);
    const text = credential === null ? "it needs none" : `${credential.name} is set`;
    return { check: check("key", "yes", text), credential };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { check: check("key", "no", error.message), credential: null };
  }
}

/** A cheap question without tokens: whether it answers, and where it asks for the key, whether it takes that. */
async function reachability(
  { known: { instance }, credential }: { readonly known: KnownEndpoint; readonly credential: Credential | null },
  { offline = false, signal }: SwitchOptions,
  { network, clock }: SwitchParts,
): Promise<{ readonly reach: SwitchCheck; readonly key: SwitchCheck | null }> {
  if (offline) return { reach: check("reachability", "unknown", "it was not asked"), key: null };
  const { name, kind, baseUrl } = instance;
  const target = healthTargetOf(kind, { name, credential, ...(baseUrl === null ? {} : { baseUrl }) });
  const probe = await probeProvider(target, { fetch: network, clock, ...(signal === undefined ? {} : { signal }) });
  const { state, reason, httpStatus, latencyMs } = probe;
  const isRefused = credential !== null && target.auth !== null && (httpStatus === 401 || httpStatus === 403);
  if (isRefused) {
    const key = check("key", "no", `${credential.name} is refused (${httpStatus})`);
    return { reach: check("reachability", "yes", "it answers"), key };
  }
  if (state === "unknown") return { reach: check("reachability", "unknown", reason ?? "it was not asked"), key: null };
  if (state === "down") return { reach: check("reachability", "no", reason ?? "it does not answer"), key: null };
  const text = state === "healthy" ? `it answers in ${Math.round(latencyMs ?? 0)} ms` : reason ?? "it answers";
  const isTaken = state === "healthy" && credential !== null && target.auth !== null;
  return {
    reach: check("reachability", "yes", text),
    key: isTaken ? check("key", "yes", `${credential.name} is set, and taken`) : null,
  };
}

function capabilities(record: EndpointRecord | null, needs: Candidate["needs"]): SwitchCheck {
  const asked = needs.capabilities ?? [];
  const unsure = asked.filter((name) => record === null || record.capabilities[name] === "uncertain");
  if (unsure.length > 0) return check("capabilities", "unknown", `nobody knows whether it does ${unsure.join(", ")}`);
  return check("capabilities", "yes", asked.length === 0 ? "nothing is asked for" : `it does ${asked.join(", ")}`);
}

function limits(record: EndpointRecord | null, old: KnownEndpoint | null): SwitchCheck {
  const { contextTokens = null, maxOutputTokens = null } = record ?? {};
  if (contextTokens === null) return check("limits", "unknown", "its context is not known");
  const before = old?.record?.contextTokens ?? null;
  const change = before === null || before === contextTokens ? "" : ` (${counted(before)} before)`;
  const output = maxOutputTokens === null ? "" : `, answers of up to ${counted(maxOutputTokens)}`;
  return check("limits", "yes", `a context of ${counted(contextTokens)} tokens${change}${output}`);
}

function price(now: Price | null, old: KnownEndpoint | null): SwitchCheck {
  if (now === null) return check("price", "unknown", "its price is not known");
  if (now.kind === "hour") return check("price", "yes", `${now.hourUsd} USD an hour`);
  const text = `${perMillion(now.inputUsd)} USD in and ${perMillion(now.outputUsd)} USD out per million tokens`;
  const before = old?.endpoint.price ?? null;
  if (before === null || before.kind === "hour") return check("price", "yes", text);
  const differences = [
    difference(before.inputUsd, now.inputUsd, "in"),
    difference(before.outputUsd, now.outputUsd, "out"),
  ];
  return check("price", "yes", `${text} (${differences.join(", ")} than ${old!.endpoint.model})`);
}

/** `40 % less in`, as compared with before. */
function difference(before: string, now: string, which: string): string {
  const [from, to] = [Decimal.parse(before).toNumber(), Decimal.parse(now).toNumber()];
  if (from === to) return `no more ${which}`;
  if (from === 0) return `more ${which}`;
  const share = Math.round(Math.abs(to / from - 1) * 100);
  return to < from ? `${share} % less ${which}` : `${share} % more ${which}`;
}

function check(name: SwitchCheck["name"], verdict: SwitchCheck["verdict"], text: string): SwitchCheck {
  return { name, verdict, text };
}

function counted(value: number): string {
  return value.toLocaleString("en-US");
}

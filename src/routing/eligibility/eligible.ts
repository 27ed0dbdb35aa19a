import { compareText } from "../../base/mod.ts";
import type { EndpointKey, Rejection } from "../../spec/mod.ts";
import { dataRule } from "./_data_rule.ts";
import { effortOf } from "./_effort.ts";
import { factRules } from "./_fact_rules.ts";
import type { Finding, Rule } from "./_finding.ts";
import { moneyRules } from "./_money_rules.ts";
import { preferenceRules } from "./_preference_rules.ts";
import { speedRules } from "./_speed_rules.ts";
import type { CandidateFacts } from "./candidate_facts.ts";
import type { EligibilityInput } from "./eligibility_input.ts";
import { relaxed } from "./relaxed.ts";
import type { RouteChange } from "./route_change.ts";

const RULES: readonly Rule[] = [...preferenceRules, ...factRules, dataRule, ...moneyRules, ...speedRules];

/** An endpoint that may be asked. */
export interface AcceptedCandidate {
  /** As it was given. */
  readonly facts: CandidateFacts;
  /** Needs that it may not meet, as the fact is not known. */
  readonly unknown: readonly string[];
  /** Why it is asked only where no other is left: it is down, or its breaker is open; `null`: it is not. */
  readonly lastResort: string | null;
}

/** Which endpoints may be asked, and what speaks against the others. */
export interface Eligibility {
  /** In the order of their keys. */
  readonly accepted: readonly AcceptedCandidate[];
  /** In the order of their keys, each with everything that speaks against it. */
  readonly rejected: readonly { readonly endpoint: EndpointKey; readonly rejections: readonly Rejection[] }[];
  /** Where none is accepted, the rejected one that the fewest changes let in; `null`: none could be. */
  readonly smallest: { readonly endpoint: EndpointKey; readonly changes: readonly RouteChange[] } | null;
}

/**
 * Which of a model's endpoints may be asked: what they are against what they must be. Of each that may not, every reason
 * is told, and for each the smallest change that would meet it.
 *
 * An endpoint that is down, or whose breaker is open, is rejected while another is left. Where nothing else speaks
 * against those that remain, they are accepted as a last resort: to ask one that may be well again is better than to ask
 * nobody.
 */
export function eligible(candidates: readonly CandidateFacts[], input: EligibilityInput): Eligibility {
  const judged = candidates
    .toSorted((a, b) => compareText(a.endpoint.key, b.endpoint.key))
    .map((facts) => ({ facts, ...judge(facts, input) }));
  const sound = judged.filter(({ against }) => against.length === 0);
  const passing = judged.filter(({ against }) => against.every(({ verdict }) => verdict === "passing"));
  const chosen = sound.length > 0 ? sound : passing;
  const accepted = chosen.map(({ facts, unknown, against }) => ({
    facts,
    unknown,
    lastResort: against.length === 0 ? null : against.map(({ reason }) => reason).join("; "),
  }));
  const others = judged.filter((one) => !chosen.includes(one));
  return {
    accepted,
    rejected: others.map(({ facts, against }) => ({
      endpoint: facts.endpoint.key,
      rejections: against.map(({ rule, reason, change }) => ({ rule, reason, change: change?.text ?? null })),
    })),
    smallest: accepted.length > 0 ? null : smallestChange(judged.map(({ facts }) => facts), input),
  };
}

interface Judgement {
  readonly against: readonly Finding[];
  readonly unknown: readonly string[];
}

function judge(facts: CandidateFacts, input: EligibilityInput): Judgement {
  const findings = RULES.flatMap((rule) => rule(facts, input) ?? []);
  const denied = (finding: Finding) => finding.verdict !== "unknown" || input.needs.unknown === "deny";
  return {
    against: findings.filter(denied),
    unknown: findings.filter((finding) => !denied(finding)).map(({ rule }) => rule),
  };
}

/** The fewest changes; of as many the smallest, of as small those of the first key. */
function smallestChange(candidates: readonly CandidateFacts[], input: EligibilityInput): Eligibility["smallest"] {
  const possible = candidates.flatMap((facts) => {
    const changes = fewestChanges(facts, input);
    return changes === null ? [] : [{ endpoint: facts.endpoint.key, changes, effort: effortOf(changes, input) }];
  });
  const [first] = possible.sort((a, b) => a.changes.length - b.changes.length || a.effort - b.effort);
  return first === undefined ? null : { endpoint: first.endpoint, changes: first.changes };
}

/** What lets one endpoint in; `null`: something speaks against it that no change of the user's helps with. */
function fewestChanges(facts: CandidateFacts, input: EligibilityInput): readonly RouteChange[] | null {
  const against = judge(facts, input).against.filter(({ verdict }) => verdict !== "passing");
  if (against.some(({ change }) => change === null)) return null;
  const changes = new Map(against.map(({ change }) => [change!.text, change!]));
  const isIn = (some: readonly RouteChange[]) =>
    judge(facts, relaxed(input, some)).against.every(({ verdict }) => verdict === "passing");
  let left = [...changes.values()];
  if (!isIn(left)) return null;
  // A shorter answer can make the call cheap enough, too.
  for (const change of changes.values()) {
    const without = left.filter((one) => one !== change);
    if (isIn(without)) left = without;
  }
  return left;
}

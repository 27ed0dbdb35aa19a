import type { ParameterProblem } from "../../spec/mod.ts";
import { type Rule, sellersOf } from "./_finding.ts";

/** Rules of what the user has said: whom they trust, what they have switched on and hold a key for. */
export const preferenceRules: readonly Rule[] = [banned, allowed, selected, enabled, credential, parameterValues];

function banned(facts: Parameters<Rule>[0], { preferences }: Parameters<Rule>[1]): ReturnType<Rule> {
  const names = sellersOf(facts).filter((name) => preferences?.ban?.includes(name));
  if (names.length === 0) return null;
  const list = names.join(" and ");
  return {
    rule: "banned",
    verdict: "no",
    reason: `${list} ${names.length === 1 ? "is" : "are"} banned for this model`,
    change: { text: `take ${list} off the ban`, unban: names },
  };
}

function allowed(facts: Parameters<Rule>[0], { preferences }: Parameters<Rule>[1]): ReturnType<Rule> {
  const allow = preferences?.allow;
  const names = sellersOf(facts);
  if (allow === undefined || names.some((name) => allow.includes(name))) return null;
  const name = names.at(-1)!;
  return {
    rule: "allow",
    verdict: "no",
    reason: `only ${listed(allow)} may serve this model`,
    change: { text: `allow ${name}`, allow: name },
  };
}

function selected({ endpoint }: Parameters<Rule>[0], { preferences }: Parameters<Rule>[1]): ReturnType<Rule> {
  const selection = preferences?.endpoints;
  if (selection === undefined || selection.includes(endpoint.key)) return null;
  return {
    rule: "endpoints",
    verdict: "no",
    reason: `it is not one of the ${selection.length} selected endpoints`,
    change: { text: `select ${endpoint.key}`, select: endpoint.key },
  };
}

function enabled({ endpoint }: Parameters<Rule>[0], { disabledProviders }: Parameters<Rule>[1]): ReturnType<Rule> {
  if (!disabledProviders?.includes(endpoint.provider)) return null;
  return {
    rule: "enabled",
    verdict: "no",
    reason: `${endpoint.provider} is switched off`,
    change: { text: `enable ${endpoint.provider}`, enable: endpoint.provider },
  };
}

function credential({ endpoint }: Parameters<Rule>[0], { missingCredentials }: Parameters<Rule>[1]): ReturnType<Rule> {
  const how = missingCredentials?.get(endpoint.provider);
  if (how === undefined) return null;
  return {
    rule: "credential",
    verdict: "no",
    reason: `no key for ${endpoint.provider} is at hand`,
    change: { text: how, credential: endpoint.provider },
  };
}

function parameterValues(facts: Parameters<Rule>[0], input: Parameters<Rule>[1]): ReturnType<Rule> {
  const problems = (input.parameterProblems?.(facts) ?? [])
    .filter((problem) => !hasOwnRule(problem) && !input.leftOut?.includes(problem.parameter));
  if (problems.length === 0) return null;
  const names = problems.map(({ parameter }) => parameter);
  return {
    rule: "parameterValues",
    verdict: "no",
    reason: problems.map(({ message }) => message).join("; "),
    change: { text: `leave out ${names.join(", ")}`, leaveOut: names },
  };
}

/** What a list says of these is looked at as capabilities and limits, with what would have to change. */
function hasOwnRule({ parameter, effect }: ParameterProblem): boolean {
  return effect === "unknown" && ["tools", "response_format", "messages", "max_tokens"].includes(parameter);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nobody" : names.join(", ");
}

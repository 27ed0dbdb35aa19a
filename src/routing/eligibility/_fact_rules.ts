import type { CapabilityName, Fact } from "../../spec/mod.ts";
import type { RequestSize } from "./eligibility_input.ts";
import type { RouteChange } from "./route_change.ts";
import { counted, type Finding, isPicked, type Rule, sellersOf, unknownFact } from "./_finding.ts";

/** Rules of what an endpoint can do and how much it takes. */
export const factRules: readonly Rule[] = [
  parts,
  capabilities,
  parameters,
  contextTokens,
  maxInputTokens,
  maxOutputTokens,
  quantizations,
  providers,
  excludeProviders,
];

function parts({ endpoint }: Parameters<Rule>[0], { partWires = [] }: Parameters<Rule>[1]): Finding | null {
  const others = partWires.filter((wire) => wire !== endpoint.wire);
  if (others.length === 0) return null;
  const reason = `parts of the request are written in ${others.join(", ")}, and it speaks ${endpoint.wire}`;
  return { rule: "parts", verdict: "no", reason, change: null };
}

function capabilities({ record }: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): readonly Finding[] {
  const asked = needs.capabilities ?? [];
  const fact = (name: CapabilityName): Fact => record?.capabilities[name] ?? "uncertain";
  const missing = asked.filter((name) => fact(name) === "no");
  const unknown = asked.filter((name) => fact(name) === "uncertain");
  const rest = asked.filter((name) => !missing.includes(name));
  const names = missing.join(", ");
  const lacks: Finding = {
    rule: "capabilities",
    verdict: "no",
    reason: `it cannot do ${names}`,
    change: { text: `do without ${names}`, needs: { capabilities: rest.length === 0 ? null : rest } },
  };
  return [
    ...(missing.length === 0 ? [] : [lacks]),
    ...(unknown.length === 0 ? [] : [unknownFact("capabilities", `whether it can do ${unknown.join(", ")}`)]),
  ];
}

function parameters({ record }: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  const asked = needs.parameters ?? [];
  if (asked.length === 0) return null;
  const known = record?.parameters ?? null;
  if (known === null || known.length === 0) return unknownFact("parameters", "which parameters it takes");
  const missing = asked.filter((name) => !known.includes(name));
  if (missing.length === 0) return null;
  const rest = asked.filter((name) => known.includes(name));
  return {
    rule: "parameters",
    verdict: "no",
    reason: `it does not take ${missing.join(", ")}`,
    change: { text: `leave out ${missing.join(", ")}`, needs: { parameters: rest.length === 0 ? null : rest } },
  };
}

function contextTokens({ record }: Parameters<Rule>[0], { needs, size }: Parameters<Rule>[1]): Finding | null {
  const asked = size === undefined ? 0 : size.promptTokens + (size.maxTokens ?? 1);
  const needed = Math.max(needs.contextTokens ?? 0, asked);
  if (needed === 0) return null;
  const has = record?.contextTokens ?? null;
  if (has === null) return unknownFact("contextTokens", "how large its context is");
  if (has >= needed) return null;
  const own = needs.contextTokens ?? 0;
  const fitting = size === undefined || asked <= has ? null : fittingSize(size, has);
  const lower = own > Math.max(has, asked) || fitting === null ? [`lower contextTokens to ${counted(has)}`] : [];
  return {
    rule: "contextTokens",
    verdict: "no",
    reason: `${counted(needed)} tokens of context needed, it has ${counted(has)}`,
    change: {
      text: [...lower, ...(fitting?.texts ?? [])].join(" and "),
      ...(own > has ? { needs: { contextTokens: has } } : {}),
      ...(fitting === null ? {} : { size: fitting.size }),
    },
  };
}

/** A shorter answer where that does, else a shorter prompt, and both where it must be. */
function fittingSize(
  { promptTokens, maxTokens }: RequestSize,
  has: number,
): { readonly texts: readonly string[]; readonly size: NonNullable<RouteChange["size"]> } {
  const shorter = (tokens: number) => `shorten the prompt by ${counted(promptTokens - tokens)} tokens`;
  if (maxTokens === null) return { texts: [shorter(has - 1)], size: { promptTokens: has - 1 } };
  const left = has - promptTokens;
  if (left >= 1) return { texts: [`lower max_tokens to ${counted(left)}`], size: { maxTokens: left } };
  if (maxTokens < has) return { texts: [shorter(has - maxTokens)], size: { promptTokens: has - maxTokens } };
  return { texts: [shorter(has - 1), "lower max_tokens to 1"], size: { promptTokens: has - 1, maxTokens: 1 } };
}

function maxInputTokens({ record }: Parameters<Rule>[0], { size }: Parameters<Rule>[1]): Finding | null {
  const limit = record?.maxInputTokens ?? null;
  // Where input is not limited apart, the limit is the context's.
  if (size === undefined || limit === null || size.promptTokens <= limit) return null;
  return {
    rule: "maxInputTokens",
    verdict: "no",
    reason: `a prompt of ${counted(size.promptTokens)} tokens, it takes ${counted(limit)}`,
    change: {
      text: `shorten the prompt by ${counted(size.promptTokens - limit)} tokens`,
      size: { promptTokens: limit },
    },
  };
}

function maxOutputTokens({ record }: Parameters<Rule>[0], { size }: Parameters<Rule>[1]): Finding | null {
  const limit = record?.maxOutputTokens ?? null;
  if (size === undefined || size.maxTokens === null || limit === null || size.maxTokens <= limit) return null;
  return {
    rule: "maxOutputTokens",
    verdict: "no",
    reason: `an answer of ${counted(size.maxTokens)} tokens is asked for, it gives ${counted(limit)}`,
    change: { text: `lower max_tokens to ${counted(limit)}`, size: { maxTokens: limit } },
  };
}

function quantizations(facts: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  if (needs.quantizations === undefined || isPicked(facts)) return null;
  const has = facts.record?.quantization ?? null;
  if (has === null || has === "unknown") return unknownFact("quantizations", "its quantization");
  if (needs.quantizations.includes(has)) return null;
  return {
    rule: "quantizations",
    verdict: "no",
    reason: `its quantization is ${has}, not ${needs.quantizations.join(" or ")}`,
    change: { text: `allow quantization ${has}`, needs: { quantizations: [...needs.quantizations, has] } },
  };
}

function providers(facts: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  const names = sellersOf(facts);
  if (needs.providers === undefined || isPicked(facts) || names.some((name) => needs.providers!.includes(name))) {
    return null;
  }
  const name = names.at(-1)!;
  return {
    rule: "providers",
    verdict: "no",
    reason: `${name} is none of ${needs.providers.join(", ") || "no providers at all"}`,
    change: { text: `add ${name} to the providers`, needs: { providers: [...needs.providers, name] } },
  };
}

function excludeProviders(facts: Parameters<Rule>[0], { needs }: Parameters<Rule>[1]): Finding | null {
  const names = sellersOf(facts).filter((name) => needs.excludeProviders?.includes(name));
  if (names.length === 0) return null;
  const list = names.join(" and ");
  const rest = needs.excludeProviders!.filter((name) => !names.includes(name));
  return {
    rule: "excludeProviders",
    verdict: "no",
    reason: `${list} ${names.length === 1 ? "is" : "are"} excluded`,
    change: { text: `no longer exclude ${list}`, needs: { excludeProviders: rest.length === 0 ? null : rest } },
  };
}

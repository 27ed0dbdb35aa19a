import { CAPABILITY_WORDS } from "../../base/mod.ts";
import type { Capabilities, Fact, Tier } from "../../spec/mod.ts";
import type { FactText } from "./fact_text.ts";

/** A fact, where there is one. */
export function known(name: string, text: string | null): FactText[] {
  return text === null || text === "" ? [] : [[name, text]];
}

/** The abilities of which the same is known, by the words that are typed for them. */
export function namesOf(capabilities: Capabilities, fact: Fact): string {
  return [...CAPABILITY_WORDS].filter(([, name]) => capabilities[name] === fact).map(([word]) => word).join(", ");
}

/** `2026-08-01 embedded` */
export function asOf({ fetchedAt, tier }: { readonly fetchedAt: string; readonly tier: Tier }): string {
  return `${fetchedAt.slice(0, 10)} ${tier}`;
}

/** `128,000 tokens, at most 16,384 out` */
export function limitsText({ contextTokens, maxInputTokens = null, maxOutputTokens }: {
  readonly contextTokens: number | null;
  readonly maxInputTokens?: number | null;
  readonly maxOutputTokens: number | null;
}): string {
  const count = (tokens: number) => tokens.toLocaleString("en-US");
  return [
    ...(contextTokens === null ? [] : [`${count(contextTokens)} tokens`]),
    ...(maxInputTokens === null ? [] : [`at most ${count(maxInputTokens)} in`]),
    ...(maxOutputTokens === null ? [] : [`at most ${count(maxOutputTokens)} out`]),
  ].join(", ");
}

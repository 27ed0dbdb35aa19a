import { seededRandom } from "../../base/mod.ts";
import type { CallFacts } from "./_call_facts.ts";
import type { FaultRule, FaultWhen } from "./fault_rule.ts";

/** The first rule that is about a call; `null` where none is. A pure function of its parameters. */
export function chosenRule(rules: readonly FaultRule[], seed: string, call: CallFacts): FaultRule | null {
  return rules.find(({ when = {} }, i) => isAbout(when, call) && isDrawn(when, `${seed}\n${i}\n${call.identity}`)) ??
    null;
}

function isAbout(when: FaultWhen, call: CallFacts): boolean {
  return hasNumber(when.call, call.call) &&
    hasNumber(when.try, call.try) &&
    hasName(when.provider, call.providers) &&
    hasName(when.endpoint, call.endpoint === undefined ? [] : [call.endpoint]) &&
    hasName(when.model, call.models) &&
    hasScope(when.scope, call.scope);
}

function isDrawn({ probability = 1 }: FaultWhen, draw: string): boolean {
  return probability >= 1 || (probability > 0 && seededRandom(draw)() < probability);
}

function hasNumber(wanted: number | readonly number[] | undefined, number: number): boolean {
  return wanted === undefined || listOf(wanted).includes(number);
}

function hasName(wanted: string | readonly string[] | undefined, names: readonly string[]): boolean {
  return wanted === undefined ||
    listOf(wanted).some((pattern) => names.some((name) => pattern === name || matches(pattern, name)));
}

function hasScope(wanted: string | readonly string[] | undefined, scope: string | undefined): boolean {
  if (wanted === undefined) return true;
  return scope !== undefined &&
    listOf(wanted).some((pattern) => pattern.includes("*") ? matches(pattern, scope) : scope.startsWith(pattern));
}

/** Whether a pattern, in which a `*` stands for any characters, is a whole text. */
function matches(pattern: string, text: string): boolean {
  const shape = pattern.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(".*");
  return new RegExp(`^${shape}$`, "s").test(text);
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

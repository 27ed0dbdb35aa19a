import { issueRule, UserError } from "../../base/mod.ts";
import type { FaultRule } from "./fault_rule.ts";
import {
  FAULT_NAMES,
  FAULT_NUMBERS,
  FAULT_PATTERNS,
  FAULT_SETTINGS,
  faultNameIn,
  type FaultSetting,
  inCode,
} from "./fault_settings.ts";

/** What is wrong with a rule: where, and in words that end a sentence about that place. */
interface Problem {
  readonly path: readonly string[];
  readonly says: string;
  /** Where that is not what stands at the path. */
  readonly current?: string;
}

type Table = { readonly [key: string]: unknown };

/** @throws {UserError} when a rule is none; its message has the rule's place and key. */
export function assertRule(rule: FaultRule, index: number): void {
  const problem = problemOf(rule);
  if (problem === null) return;
  const place = [`rules[${index}]`, ...problem.path].join(".");
  const current = problem.current ?? problem.path.reduce<unknown>((value, key) => (value as Table)[key], rule);
  throw new UserError(
    `Cannot inject faults as ${place} ${problem.says}: current value is ${JSON.stringify(current) ?? "undefined"}`,
    { exitCode: 2 },
  );
}

function problemOf(rule: unknown): Problem | null {
  if (!isTable(rule)) return { path: [], says: "must be a table" };
  const name = faultNameIn(rule);
  if (name === null) {
    const issue = { code: "invalid_value", message: "Invalid", values: FAULT_NAMES };
    return { path: ["fault"], says: issueRule(issue, rule.fault) };
  }
  const keys: string[] = [];
  for (const [key, setting] of Object.entries(FAULT_SETTINGS[name])) {
    keys.push(inCode(key));
    const says = settingProblem(rule[inCode(key)], setting);
    if (says !== null) return { path: [inCode(key)], says };
  }
  const ofWhen = rule.when === undefined ? null : whenProblem(rule.when, name);
  if (ofWhen !== null) return { ...ofWhen, path: ["when", ...ofWhen.path] };
  if (rule.afterEvent !== undefined && rule.atByte !== undefined) {
    return { path: ["atByte"], says: "cannot stand beside afterEvent: the fault comes at one place" };
  }
  return unknownKey(rule, ["fault", "when", ...keys], name);
}

function whenProblem(when: unknown, name: string): Problem | null {
  if (!isTable(when)) return { path: [], says: "must be a table" };
  for (const key of FAULT_NUMBERS) {
    const says = numbersProblem(when[key]);
    if (says !== null) return { path: [key], says };
  }
  const { probability } = when;
  if (probability !== undefined) {
    if (typeof probability !== "number") return { path: ["probability"], says: "must be a number" };
    if (!(probability >= 0)) return { path: ["probability"], says: "must be at least 0" };
    if (probability > 1) return { path: ["probability"], says: "must be at most 1" };
  }
  for (const key of FAULT_PATTERNS) {
    if (!isPatterns(when[key])) return { path: [key], says: "must be a text or a list of texts" };
  }
  return unknownKey(when, [...FAULT_NUMBERS, "probability", ...FAULT_PATTERNS], name);
}

function settingProblem(value: unknown, { min, max = Infinity, isRequired }: FaultSetting): string | null {
  if (value === undefined && !isRequired) return null;
  if (!Number.isSafeInteger(value)) return "must be a whole number";
  if (value as number < min) return `must be at least ${min}`;
  return value as number > max ? `must be at most ${max}` : null;
}

function numbersProblem(value: unknown): string | null {
  if (value === undefined) return null;
  const numbers = Array.isArray(value) ? value : [value];
  if (numbers.length === 0 || !numbers.every(Number.isSafeInteger)) {
    return "must be a whole number from 1 or a list of them";
  }
  return numbers.every((number) => number >= 1) ? null : "must be at least 1";
}

function isPatterns(value: unknown): boolean {
  if (value === undefined) return true;
  const patterns = Array.isArray(value) ? value : [value];
  return patterns.length > 0 && patterns.every((pattern) => typeof pattern === "string" && pattern !== "");
}

function unknownKey(table: Table, known: readonly string[], name: string): Problem | null {
  const key = Object.keys(table).find((key) => !known.includes(key));
  if (key === undefined) return null;
  return { path: [], says: `has a key that the fault "${name}" does not have`, current: key };
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

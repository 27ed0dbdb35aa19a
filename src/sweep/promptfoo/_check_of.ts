import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { regexScorer } from "../../scoring/mod.ts";

/** What an assertion becomes: a check of a sample, a judge's rubric, a text to be near to, or nothing. */
export type Carried =
  | { readonly kind: "checks"; readonly checks: readonly JsonObject[]; readonly changed?: string }
  | { readonly kind: "rubric"; readonly rubric: string }
  | { readonly kind: "similar"; readonly text: JsonValue; readonly threshold: number }
  | { readonly kind: "none"; readonly reason: string };

/** An assertion with its variables filled in. */
export interface Assertion {
  /** Without `not-`. */
  readonly type: string;
  readonly value: JsonValue;
  readonly threshold: number | null;
}

const none = (reason: string): Carried => ({ kind: "none", reason });
const check = (...checks: JsonObject[]): Carried => ({ kind: "checks", checks });

type Rule = (assertion: Assertion) => Carried;

/** The assertions that plans can carry, by type. */
const RULES: { readonly [type: string]: Rule } = {
  equals: ({ value }) =>
    typeof value === "object" && value !== null
      ? check({ kind: "json_path", equals: { "": value } })
      : check({ kind: "exact", trim: false, expected: value }),
  contains: ({ value }) => check({ kind: "contains", trim: false, expected: value }),
  icontains: ({ value }) => check({ kind: "contains", trim: false, ignore_case: true, expected: value }),
  "contains-any": ({ value }) => several(value, "any", false),
  "contains-all": ({ value }) => several(value, "all", false),
  "icontains-any": ({ value }) => several(value, "any", true),
  "icontains-all": ({ value }) => several(value, "all", true),
  "starts-with": ({ value }) => check({ kind: "regex", pattern: `^${escaped(String(value))}` }),
  regex: ({ value }) =>
    compilesInRe2(String(value))
      ? check({ kind: "regex", pattern: String(value) })
      : none("its pattern looks around or back, which RE2 cannot"),
  "is-json": ({ value }) => json({ kind: "json_valid", fence: false }, value),
  "contains-json": ({ value }) => {
    const carried = json({ kind: "json_valid" }, value);
    return carried.kind === "none"
      ? carried
      : { ...carried, changed: "JSON among words counts only in a Markdown fence" } as Carried;
  },
  latency: ({ threshold }) =>
    threshold === null ? none("it has no threshold") : check({ kind: "latency", max_ms: threshold }),
  cost: ({ threshold }) =>
    threshold === null ? none("it has no threshold") : check({ kind: "cost", max_usd: String(threshold) }),
  levenshtein: ({ value, threshold }) => {
    const edits = threshold ?? 5;
    const share = Math.max(0, 1 - edits / Math.max(1, [...String(value)].length));
    return {
      kind: "checks",
      checks: [{ kind: "levenshtein", expected: value, threshold: share, trim: false }],
      changed: `at most ${edits} edits became a share of the longer text, the same where the answer is no longer`,
    };
  },
  "rouge-l": ({ value, threshold }) => check({ kind: "rouge_l", expected: value, threshold: threshold ?? 0.75 }),
  "llm-rubric": ({ value }) =>
    typeof value === "string" && value !== "" ? { kind: "rubric", rubric: value } : none("its rubric is no text"),
  similar: ({ value, threshold }) => ({ kind: "similar", text: value, threshold: threshold ?? 0.75 }),
};

const CODE = new Set(["javascript", "python", "ruby", "webhook"]);

/** What a plan can carry of an assertion. */
export function carriedOf(assertion: Assertion): Carried {
  const { type, value } = assertion;
  if (CODE.has(type)) return none("it is code: write a scorer of one's own, [[score.custom]]");
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : null;
  if (rule === null) return none("there is no such scorer");
  if (typeof value === "string" && /^(?:file|package):\/\//.test(value)) {
    return none("its value stands in another file");
  }
  return rule(assertion);
}

function several(value: JsonValue, mode: "any" | "all", ignoreCase: boolean): Carried {
  // Promptfoo takes a text for a list with commas.
  const expected = typeof value === "string" ? value.split(",").map((one) => one.trim()) : value;
  if (!Array.isArray(expected)) return none("its value is no list");
  return check({ kind: "contains", mode, trim: false, expected, ...(ignoreCase ? { ignore_case: true } : {}) });
}

/** With a schema, valid JSON that it accepts. */
function json(valid: JsonObject, schema: JsonValue): Carried {
  if (schema === null || schema === "") return check(valid);
  if (typeof schema !== "object" || Array.isArray(schema)) return none("its schema is no table");
  return check(valid, { kind: "json_schema", schema });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function compilesInRe2(pattern: string): boolean {
  try {
    regexScorer({ pattern });
    return true;
  } catch {
    return false;
  }
}

import { isTable } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { carriedOf } from "./_check_of.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";
import { rendered } from "./_rendered.ts";
import { noteOf, type Part, partAt, partsOf } from "./_source.ts";

/** What the assertions of one test come to. */
export interface TestAssertions {
  readonly checks: JsonObject[];
  readonly rubrics: { readonly text: string; readonly at: Part }[];
  /** Texts to be near to, with how near. */
  readonly similar: { readonly text: JsonValue; readonly threshold: number; readonly at: Part }[];
}

const KNOWN = new Set(["type", "value", "threshold", "weight", "metric"]);

/** The assertions of a test, with its variables filled in. `templates` are those that `$ref` names. */
export function readAssertions(
  parts: readonly Part[],
  { vars, templates, notes }: { vars: JsonObject; templates: JsonValue; notes: PromptfooNote[] },
): TestAssertions {
  const found: TestAssertions = { checks: [], rubrics: [], similar: [] };
  for (const part of parts) readAssertion(part, { vars, templates, notes, found });
  return found;
}

function readAssertion(
  part: Part,
  { vars, templates, notes, found }: {
    vars: JsonObject;
    templates: JsonValue;
    notes: PromptfooNote[];
    found: TestAssertions;
  },
): void {
  const table = resolved(part.value, templates);
  const leave = (reason: string) => void notes.push(noteOf(part, "left out", reason));
  if (table === null || typeof table.type !== "string") return leave("an assertion without a type is left out");
  const { type: given, value = null, threshold = null, weight } = table;
  if (given === "assert-set") {
    notes.push(noteOf(part, "changed", "the assertions of a set stand by themselves, without its threshold"));
    for (const inner of partsOf(partAt(part, "assert"))) readAssertion(inner, { vars, templates, notes, found });
    return;
  }
  const not = String(given).startsWith("not-");
  const type = String(given).replace(/^not-/, "");
  const filled = rendered(value, vars);
  if (filled === null) return leave(`the assertion ${given} is left out, as its value is a program of Nunjucks`);
  const more = Object.keys(table).filter((key) => !KNOWN.has(key));
  if (more.length > 0) notes.push(noteOf(part, "changed", `${more.join(", ")} of the assertion ${given} is left out`));
  const carried = carriedOf({ type, value: filled.value, threshold: typeof threshold === "number" ? threshold : null });
  if (carried.kind === "none") return leave(`the assertion ${given} is left out: ${carried.reason}`);
  if (carried.kind !== "checks" && not) {
    return leave(`the assertion ${given} is left out: only checks can be turned round`);
  }
  if (carried.kind === "rubric") return void found.rubrics.push({ text: carried.rubric, at: part });
  if (carried.kind === "similar") {
    return void found.similar.push({ text: carried.text, threshold: carried.threshold, at: part });
  }
  if (carried.changed !== undefined) notes.push(noteOf(part, "changed", `${given}: ${carried.changed}`));
  if (not && carried.checks.length > 1) return leave(`the assertion ${given} is left out: it is several checks`);
  const common = { ...(not ? { not } : {}), ...(typeof weight === "number" && weight !== 1 ? { weight } : {}) };
  found.checks.push(...carried.checks.map((one) => ({ ...one, ...common })));
}

/** The table that `$ref` names, with what stands beside it. */
function resolved(value: JsonValue, templates: JsonValue): JsonObject | null {
  if (!isTable(value)) return null;
  const { $ref, ...own } = value as JsonObject;
  if (typeof $ref !== "string") return own;
  const template = isTable(templates) ? (templates as JsonObject)[$ref.replace(/^#\/assertionTemplates\//, "")] : null;
  return isTable(template) ? { ...template as JsonObject, ...own } : null;
}

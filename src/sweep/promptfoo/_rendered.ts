import type { JsonObject, JsonValue } from "../../spec/mod.ts";

const VARIABLE = /\{\{-?\s*([A-Za-z_][\w.]*)\s*-?\}\}/g;

/** Whether a text has more of Nunjucks in it than variables: blocks, filters, calls. */
export function isProgram(text: string): boolean {
  return /\{[%#]/.test(text) || /\{\{/.test(text.replace(VARIABLE, "")) || /\{\{-?\s*env\./.test(text);
}

/** A value with variables filled in, also within lists and tables; `null`: some text needs more than that. */
export function rendered(value: JsonValue, vars: JsonObject): { readonly value: JsonValue } | null {
  if (typeof value === "string") return isProgram(value) ? null : { value: renderedText(value, vars) };
  if (Array.isArray(value)) {
    const items = value.map((item) => rendered(item, vars));
    return items.includes(null) ? null : { value: items.map((item) => item!.value) };
  }
  if (typeof value !== "object" || value === null) return { value };
  const members = Object.entries(value).map(([name, member]) => [name, rendered(member, vars)] as const);
  if (members.some(([, member]) => member === null)) return null;
  return { value: Object.fromEntries(members.map(([name, member]) => [name, member!.value])) };
}

/** What nobody says is empty, as Nunjucks has it. */
function renderedText(text: string, vars: JsonObject): string {
  return text.replace(VARIABLE, (_, path: string) => {
    const value = path.split(".").reduce<JsonValue | undefined>(
      (current, key) => typeof current === "object" && current !== null ? (current as JsonObject)[key] : undefined,
      vars,
    );
    if (value === undefined || value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

/** So deep may variables name others that name others: promptfoo goes no further. */
const MOST_PASSES = 5;
/** A text that names itself grows by this at the most. */
const MOST_GROWTH = 1_000_000;

/** Variables with those filled in that their texts name. Names that nobody has stay as they are. */
export function resolvedVars(vars: JsonObject): JsonObject {
  let current = vars;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = current;
    current = Object.fromEntries(
      Object.entries(before).map((
        [name, value],
      ) => [name, typeof value === "string" ? filledIn(value, before) : value]),
    );
  }
  return current;
}

function filledIn(text: string, vars: JsonObject): string {
  let growth = 0;
  return text.replace(VARIABLE, (found, path: string) => {
    const value = Object.hasOwn(vars, path.split(".")[0]) ? renderedText(found, vars) : found;
    growth += value.length;
    return growth > MOST_GROWTH ? found : value;
  });
}

/** The braces of a prompt as templates of plans have them. */
export function templateOf(text: string): string {
  return text.replace(VARIABLE, (_, path: string) => `{{${path}}}`);
}

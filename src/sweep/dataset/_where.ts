import { canonicalJson, isJson, isTable, nearestName } from "../../base/mod.ts";
import type { FileProblems, KeyPath } from "../../config/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { type FieldPath, fieldPath, findField } from "./_field_path.ts";
import { globPattern } from "./_glob.ts";

type Test = (value: JsonValue) => boolean;

/** One field that rows must have something in. */
interface Condition {
  readonly path: FieldPath;
  readonly at: KeyPath;
  readonly tests: readonly Test[];
  /** Whether it compares with something that no text is. */
  readonly wantsNumbers: boolean;
  wasFound: boolean;
}

/** The operators of a condition, with what they want and the test that it makes. A field that is not there is `null`. */
const OPERATORS: {
  readonly [name: string]: { readonly rule: string; readonly make: (wanted: unknown) => Test | null };
} = {
  is: { rule: "must be a text, a number or a boolean", make: (wanted) => isScalar(wanted) ? isSame(wanted) : null },
  not: { rule: "must be a value or a list of values", make: (wanted) => negated(isOneOf(listed(wanted))) },
  in: { rule: "must be a list of values", make: (wanted) => Array.isArray(wanted) ? isOneOf(wanted) : null },
  above: { rule: "must be a number or a text", make: (wanted) => order(wanted, (sign) => sign > 0) },
  below: { rule: "must be a number or a text", make: (wanted) => order(wanted, (sign) => sign < 0) },
  at_least: { rule: "must be a number or a text", make: (wanted) => order(wanted, (sign) => sign >= 0) },
  at_most: { rule: "must be a number or a text", make: (wanted) => order(wanted, (sign) => sign <= 0) },
  glob: { rule: "must be a pattern or a list of them", make: (wanted) => isLike(listed(wanted)) },
  contains: { rule: "must be a text, a number or a boolean", make: (wanted) => isScalar(wanted) ? has(wanted) : null },
  null: { rule: "must be true or false", make: (wanted) => typeof wanted === "boolean" ? isNull(wanted) : null },
};

/** Which rows of a data set are wanted: all conditions must hold. */
export class Where {
  readonly #conditions: readonly Condition[];
  #names: readonly string[] = [];

  constructor(conditions: readonly Condition[]) {
    this.#conditions = conditions;
  }

  matches(fields: JsonObject): boolean {
    if (this.#names.length === 0) this.#names = Object.keys(fields);
    let matches = true;
    for (const condition of this.#conditions) {
      const found = findField(fields, condition.path);
      if (found.found) condition.wasFound = true;
      const value = found.found ? found.value : null;
      if (matches && !condition.tests.every((test) => test(value))) matches = false;
    }
    return matches;
  }

  /** The fields that are compared with what text is not. */
  get numberFields(): readonly { readonly name: string; readonly at: KeyPath }[] {
    return this.#conditions.flatMap(({ path, at, wantsNumbers }) => wantsNumbers ? [{ name: path.text, at }] : []);
  }

  /** To be asked when all rows have been seen. */
  refuseUnknown(problems: FileProblems): void {
    for (const { path, at, wasFound } of this.#conditions) {
      if (wasFound) continue;
      const nearest = nearestName(path.text, this.#names);
      problems.add(at, `is a field of no sample${nearest === null ? "" : `: did you mean "${nearest}"?`}`);
    }
  }
}

/** `prompts.where`, or what is wrong with it goes to the problems. */
export function readWhere(raw: unknown, problems: FileProblems): Where {
  return new Where(raw === undefined ? [] : readTable(raw, { fields: [], at: ["prompts", "where"], problems }));
}

interface Place {
  readonly fields: readonly string[];
  readonly at: KeyPath;
  readonly problems: FileProblems;
}

function readTable(raw: unknown, { fields, at, problems }: Place): Condition[] {
  if (!isTable(raw)) {
    problems.add(at, "must be a table of fields and what they must be", raw);
    return [];
  }
  return Object.entries(raw).flatMap(([name, wanted]) =>
    readCondition(wanted, { fields: [...fields, name], at: [...at, name], problems })
  );
}

function readCondition(wanted: unknown, place: Place): Condition[] {
  const { fields, at, problems } = place;
  const make = (tests: readonly Test[], values: unknown): Condition[] => [
    { path: fieldPath(fields.join(".")), at, tests, wantsNumbers: hasNumber(values), wasFound: false },
  ];
  if (isScalar(wanted)) return make([isSame(wanted)], wanted);
  if (Array.isArray(wanted) && wanted.length > 0 && isJson(wanted)) return make([isOneOf(wanted)], wanted);
  if (!isTable(wanted) || Object.keys(wanted).length === 0) {
    problems.add(at, "must be a value, a list of values or a table of comparisons", wanted);
    return [];
  }
  const names = Object.keys(wanted);
  const known = names.filter((name) => Object.hasOwn(OPERATORS, name));
  if (known.length === 0) {
    const nearest = nearestName(names[0], Object.keys(OPERATORS));
    // What is nearly a comparison is a mistake rather than a field of a field.
    if (nearest === null || isTable(wanted[names[0]])) return readTable(wanted, place);
  }
  const tests = names.map((name): Test | null => {
    if (!Object.hasOwn(OPERATORS, name)) {
      problems.add([...at, name], `is no comparison: it must be one of ${Object.keys(OPERATORS).join(", ")}`);
      return null;
    }
    const { rule, make } = OPERATORS[name];
    const test = isJson(wanted[name]) ? make(wanted[name]) : null;
    if (test === null) problems.add([...at, name], rule, wanted[name]);
    return test;
  });
  const { null: _, contains: __, ...compared } = wanted;
  return make(tests.filter((test) => test !== null), Object.values(compared));
}

function isScalar(value: unknown): value is string | number | boolean {
  return (typeof value === "string" || typeof value === "number" || typeof value === "boolean") && isJson(value);
}

function listed(value: unknown): JsonValue[] {
  return (Array.isArray(value) ? value : [value]) as JsonValue[];
}

function hasNumber(value: unknown): boolean {
  return Array.isArray(value) ? value.some(hasNumber) : typeof value === "number" || typeof value === "boolean";
}

function isSame(wanted: JsonValue): Test {
  return (value) => value === wanted;
}

function isOneOf(wanted: readonly JsonValue[]): Test {
  const texts = new Set(wanted.map((one) => canonicalJson(one)));
  return (value) => texts.has(canonicalJson(value));
}

function negated(test: Test): Test {
  return (value) => !test(value);
}

/** Numbers are compared with numbers, and texts with texts by their code units, as dates in RFC 3339 want it. */
function order(wanted: unknown, holds: (sign: number) => boolean): Test | null {
  if (typeof wanted !== "number" && typeof wanted !== "string") return null;
  return (value) => typeof value === typeof wanted && holds(value! < wanted ? -1 : value! > wanted ? 1 : 0);
}

function isLike(globs: readonly unknown[]): Test | null {
  if (!globs.every((glob) => typeof glob === "string")) return null;
  const patterns = globs.map(globPattern);
  return (value) => typeof value === "string" && patterns.some((pattern) => pattern.test(value));
}

function has(wanted: string | number | boolean): Test {
  return (value) => {
    if (typeof value === "string") return typeof wanted === "string" && value.includes(wanted);
    return Array.isArray(value) && value.includes(wanted);
  };
}

function isNull(wanted: boolean): Test {
  return (value) => (value === null) === wanted;
}

import { z } from "zod";
import { issueRule, nearestName } from "../base/mod.ts";
import type { FileProblems } from "./file_problems.ts";
import type { KeyPath } from "./key_path.ts";

/**
 * One part of a file through its schema. What is wrong goes to `problems` in the words of the file's author, and the
 * answer is `null` then.
 */
export function readSection<T>(
  schema: z.ZodType<T>,
  value: unknown,
  at: { path: KeyPath; problems: Pick<FileProblems, "add"> },
): T | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) addIssue(issue, schema, value, at);
  return null;
}

function addIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  { path, problems }: { path: KeyPath; problems: Pick<FileProblems, "add"> },
): void {
  const where = [...path, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(schemaAt(schema, issue.path));
    for (const key of issue.keys) problems.add([...where, key], unknownKeyRule(key, known));
    return;
  }
  if (issue.code === "invalid_key") {
    for (const inner of issue.issues) {
      problems.add(where, `cannot stand here: its name ${issueRule(inner, issue.path.at(-1))}`);
    }
    return;
  }
  const current = valueAt(value, issue.path);
  const rule = issueRule(issue, current);
  if (isHidden(issue)) return problems.add(where, rule);
  if (current === undefined) problems.add(where, `is missing: it ${rule}`);
  else problems.add(where, rule, rule.includes("current value is") ? undefined : current);
}

/** Whether a schema says, by `params: { hidden: true }`, that the value may be a key. */
function isHidden(issue: z.core.$ZodIssue): boolean {
  return issue.code === "custom" && issue.params?.hidden === true;
}

/** The rule for a key that a table does not have, with the key that was probably meant. */
export function unknownKeyRule(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known) ?? known.find((one) => one.startsWith(key) || key.startsWith(one));
  return nearest === undefined
    ? `is not a known key: it must be one of ${known.join(", ")}`
    : `is not a known key: did you mean "${nearest}"?`;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (current, part) =>
      typeof current === "object" && current !== null ? current[part as keyof typeof current] : undefined,
    value,
  );
}

function schemaAt(schema: z.ZodType, path: KeyPath): z.ZodType {
  let current = unwrap(schema);
  for (const part of path) {
    if (current instanceof z.ZodUnion) current = listOrTable(current, part);
    if (current instanceof z.ZodObject) current = unwrap(current.shape[String(part)] ?? z.never());
    else if (current instanceof z.ZodArray) current = unwrap(current.element as z.ZodType);
    else if (current instanceof z.ZodRecord) current = unwrap(current.valueType as z.ZodType);
    else break;
  }
  return current;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let current = schema;
  while (true) {
    // A schema that changes what it has read, or what it is to read, has another schema behind it or before it.
    if (current instanceof z.ZodPipe) {
      current = (current.in instanceof z.ZodTransform ? current.out : current.in) as z.ZodType;
    } else if (
      current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault ||
      current instanceof z.ZodLazy
    ) current = current.unwrap() as z.ZodType;
    else return current;
  }
}

/** Of schemas for one value, that which has an item at a number or a field at a name. */
function listOrTable(union: z.ZodUnion, part: KeyPath[number]): z.ZodType {
  const options = union.options.map((option) => unwrap(option as z.ZodType));
  return options.find((option) => (option instanceof z.ZodArray) === (typeof part === "number")) ?? union;
}

function keysOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

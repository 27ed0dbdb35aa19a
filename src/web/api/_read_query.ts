import type { z } from "zod";
import { issueRule, nearestName, printable, UserError } from "../../base/mod.ts";

const MOST_SHOWN = 80;

/**
 * What an address asks for, by a schema whose lists are parameters that may be repeated, or have their values behind each
 * other with commas.
 *
 * @throws {UserError} that names the parameter, the rule and the value.
 */
export function readQuery<S extends z.ZodObject>(schema: S, search: URLSearchParams): z.infer<S> {
  const names = Object.keys(schema.shape);
  const given: { [name: string]: string | string[] } = {};
  for (const name of new Set(search.keys())) {
    // The value of what nobody knows may be anything, a key too.
    if (!names.includes(name)) throw unknown(name, names);
    const values = search.getAll(name);
    if (isList(schema.shape[name])) {
      const listed = values.flatMap((value) => value.split(",")).filter((one) => one !== "");
      // A field that was left empty asks for nothing.
      if (listed.length > 0) given[name] = listed;
    } else if (values.length === 1) given[name] = values[0];
    else throw wrong(name, "must be given once", `${values.length} times`);
  }
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const [name, index] = issue.path as [string, number?];
  const value = typeof given[name] === "string" ? given[name] : given[name][index ?? 0];
  throw wrong(name, issueRule(issue, value), `"${shown(value)}"`);
}

function isList(schema: z.core.$ZodType): boolean {
  const { def } = schema._zod;
  return "innerType" in def && (def.innerType as z.core.$ZodType)._zod.def.type === "array";
}

function unknown(name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  const rule = nearest === null ? `it must be one of ${names.join(", ")}` : `did you mean "${nearest}"?`;
  return new UserError(
    `Cannot read the query as it has a parameter that is unknown (${rule}): current value is "${shown(name)}"`,
    {
      exitCode: 2,
    },
  );
}

function wrong(name: string, rule: string, value: string): UserError {
  return new UserError(`Cannot read the query as "${name}" ${rule}: current value is ${value}`, { exitCode: 2 });
}

function shown(text: string): string {
  const plain = printable(text.toWellFormed());
  return plain.length <= MOST_SHOWN ? plain : `${plain.slice(0, MOST_SHOWN)}…`;
}

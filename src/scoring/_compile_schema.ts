import { dereference, type Schema, type SchemaDraft, Validator } from "@cfworker/json-schema";
import type { JsonObject, JsonValue } from "../spec/mod.ts";
import { META_SCHEMA } from "./_meta_schema.ts";

/** What a value lacks: where in it, and what is wrong. `null`: nothing. */
export type SchemaProblem = { readonly at: string; readonly message: string } | null;

/**
 * A test for values against a JSON Schema; the draft is that of `$schema`, else 2020-12.
 * @throws {SyntaxError} with the reason when the schema cannot be used.
 */
export function compileSchema(schema: JsonObject): (value: JsonValue) => SchemaProblem {
  const problem = validator(META_SCHEMA)(schema);
  if (problem !== null) throw new SyntaxError(`${problem.at}: ${problem.message}`);
  checkParts(schema);
  const check = validator(schema);
  try {
    // Every answer meets the root, so a schema that refers to itself there would fail on all of them.
    check(null);
  } catch (cause) {
    const endless = cause instanceof RangeError;
    throw new SyntaxError(endless ? "it refers to itself without end" : (cause as Error).message, { cause });
  }
  return check;
}

function validator(schema: JsonObject): (value: JsonValue) => SchemaProblem {
  // The validator writes into the schema that it is given.
  const own = new Validator(structuredClone(schema) as Schema, draftOf(schema));
  return (value) => {
    const { valid, errors } = own.validate(value);
    // The last error is the innermost one: those before it only say that a part failed.
    const last = errors.at(-1);
    return valid ? null : { at: last?.instanceLocation ?? "#", message: last?.error ?? "" };
  };
}

function draftOf({ $schema }: JsonObject): SchemaDraft {
  const uri = typeof $schema === "string" ? $schema : "";
  if (/draft-04/.test(uri)) return "4";
  if (/draft-0[67]/.test(uri)) return "7";
  return uri.includes("2019-09") ? "2019-09" : "2020-12";
}

/** Looks at the references and patterns of every part, which validation would only meet with some answers. */
function checkParts(schema: JsonObject): void {
  const parts: Record<string, Part | boolean> = dereference(structuredClone(schema) as Schema);
  for (const [uri, part] of Object.entries(parts)) {
    if (typeof part === "boolean") continue;
    const { $ref, __absolute_ref__: target, pattern, patternProperties = {} } = part;
    if (target !== undefined && !(target in parts)) throw new SyntaxError(`nothing is at the $ref "${$ref}"`);
    const at = `#${uri.split("#")[1] ?? ""}`;
    for (const one of [pattern, ...Object.keys(patternProperties)]) if (one !== undefined) checkPattern(one, at);
  }
}

interface Part {
  readonly $ref?: string;
  readonly __absolute_ref__?: string;
  readonly pattern?: string;
  readonly patternProperties?: object;
}

function checkPattern(pattern: string, at: string): void {
  try {
    new RegExp(pattern, "u");
  } catch (cause) {
    throw new SyntaxError(`${at}: ${(cause as Error).message}`, { cause });
  }
}

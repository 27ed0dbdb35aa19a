import { z } from "zod";
import type { FlagMeta } from "./command.ts";

/** What parsing and help need to know of a flag. */
export interface FlagFacts extends FlagMeta {
  /** In the schema: `allowLiveInCi`. */
  readonly key: string;
  /** On the command line, without dashes: `allow-live-in-ci`. */
  readonly name: string;
  readonly type: "boolean" | "number" | "string";
  /** Whether it may be given several times. */
  readonly many?: boolean;
  /** The values that it may have; `null`: any of its type. */
  readonly choices: readonly string[] | null;
  /** What it is when it is not given, where the schema says it. */
  readonly default?: unknown;
}

/** The flags of a schema, in its order. */
export function flagFacts(flags: z.ZodObject): FlagFacts[] {
  return Object.entries(flags.shape).map(([key, schema]) => {
    let inner = schema as z.ZodType;
    let meta: FlagMeta = inner.meta() ?? {};
    let fallback: { default?: unknown } = {};
    while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
      if (inner instanceof z.ZodDefault) fallback = { default: inner.def.defaultValue };
      inner = inner.unwrap() as z.ZodType;
      meta = { ...inner.meta(), ...meta };
    }
    return { ...meta, ...fallback, key, name: flagName(key), ...typeOf(inner, key) };
  });
}

function flagName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function typeOf(schema: z.ZodType, key: string): Pick<FlagFacts, "type" | "choices" | "many"> {
  if (schema instanceof z.ZodArray) return { ...typeOf(schema.element as z.ZodType, key), many: true };
  if (schema instanceof z.ZodEnum) return { type: "string", choices: schema.options.map(String) };
  if (schema instanceof z.ZodBoolean) return { type: "boolean", choices: null };
  if (schema instanceof z.ZodNumber) return { type: "number", choices: null };
  if (schema instanceof z.ZodString) return { type: "string", choices: null };
  throw new TypeError(`Cannot make a flag as its schema is of an unknown kind: current value is ${key}`);
}

import { z } from "zod";
import type { FaultName, FaultRule } from "./fault_rule.ts";

const ms = z.int().min(0);
const event = z.int().min(0);
const numbers = z.union([z.int().min(1), z.array(z.int().min(1)).min(1)], {
  error: "must be a whole number from 1 or a list of them",
});
const patterns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: "must be a text or a list of texts",
});

const when = z.strictObject({
  call: numbers.optional(),
  try: numbers.optional(),
  probability: z.number().min(0).max(1).optional(),
  provider: patterns.optional(),
  endpoint: patterns.optional(),
  model: patterns.optional(),
  scope: patterns.optional(),
}).optional();

/** The settings of each fault under their names in TOML. */
const SETTINGS = {
  rate_limit: { after_ms: ms.optional() },
  server_error: { status: z.int().min(500).max(599).optional() },
  overloaded: {},
  connect_timeout: { after_ms: ms.optional() },
  first_byte_timeout: { after_ms: ms.optional() },
  idle_timeout: { after_event: event.optional(), after_ms: ms.optional() },
  reset: { after_event: event.optional(), at_byte: z.int().min(0).optional() },
  truncate: { after_event: event.optional(), at_byte: z.int().min(0).optional() },
  malformed_json: { at_event: z.int().min(1).optional() },
  missing_done: {},
  doubled_done: {},
  stream_error: { after_event: event.optional() },
  slow_drip: { ms_per_event: ms },
} satisfies { readonly [Name in FaultName]: z.ZodRawShape };

/** The names of all faults. */
export const FAULT_NAMES = Object.keys(SETTINGS) as [FaultName, ...FaultName[]];

/** How the settings are spelled: as in TOML (`after_ms`), or as in code (`afterMs`). */
export type FaultSpelling = "toml" | "code";

/**
 * The schema of the rules that a value's `fault` asks for: one object, and no union, so that a mistake can be told with
 * its place and the keys that there are. Where the value names no fault, the schema of the name alone.
 */
export function faultSchema(value: unknown, spelling: FaultSpelling): z.ZodType {
  const name = (value as { fault?: unknown } | null)?.fault;
  const isKnown = typeof name === "string" && Object.hasOwn(SETTINGS, name);
  if (!isKnown) return z.object({ fault: z.enum(FAULT_NAMES) });
  const settings = Object.entries(SETTINGS[name as FaultName])
    .map(([key, schema]): [string, z.ZodType] => [spelling === "toml" ? key : inCode(key), schema]);
  const rule = z.strictObject({ fault: z.literal(name as FaultName), ...Object.fromEntries(settings), when });
  const [eventKey, byteKey] = spelling === "toml" ? ["after_event", "at_byte"] : ["afterEvent", "atByte"];
  return rule.refine((given) => !(eventKey in given && byteKey in given), {
    error: `cannot stand beside ${eventKey}: the fault comes at one place`,
    path: [byteKey],
  });
}

/** A rule as its schema took it from TOML, under the names of the code. */
export function faultRuleFromToml(value: { readonly [key: string]: unknown }): FaultRule {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [inCode(key), one])) as unknown as FaultRule;
}

function inCode(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

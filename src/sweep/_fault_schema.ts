import { z } from "zod";
import {
  FAULT_NAMES,
  FAULT_NUMBERS,
  FAULT_PATTERNS,
  FAULT_SETTINGS,
  faultNameIn,
  type FaultSetting,
} from "../cassette/mod.ts";

const numbers = z.union([z.int().min(1), z.array(z.int().min(1)).min(1)], {
  error: "must be a whole number from 1 or a list of them",
});
const patterns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
  error: "must be a text or a list of texts",
});
const when = z.strictObject({
  ...Object.fromEntries(FAULT_NUMBERS.map((key) => [key, numbers.optional()])),
  probability: z.number().min(0).max(1).optional(),
  ...Object.fromEntries(FAULT_PATTERNS.map((key) => [key, patterns.optional()])),
}).optional();

/**
 * The schema of the rules that a value's `fault` asks for: one object, and no union, so that a mistake can be told with
 * its place and the keys that there are. Where the value names no fault, the schema of the name alone.
 */
export function faultSchema(value: unknown): z.ZodType {
  const name = faultNameIn(value);
  if (name === null) return z.object({ fault: z.enum(FAULT_NAMES) });
  const settings = Object.entries(FAULT_SETTINGS[name]).map(([key, setting]) => [key, settingSchema(setting)]);
  const rule = z.strictObject({ fault: z.literal(name), ...Object.fromEntries(settings), when });
  return rule.refine((given) => !("after_event" in given && "at_byte" in given), {
    error: "cannot stand beside after_event: the fault comes at one place",
    path: ["at_byte"],
  });
}

function settingSchema({ min, max, isRequired }: FaultSetting): z.ZodType {
  const number = max === undefined ? z.int().min(min) : z.int().min(min).max(max);
  return isRequired ? number : number.optional();
}

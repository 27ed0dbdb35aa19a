import { z } from "zod";
import { jsonPointerTokens, parseAge } from "../base/mod.ts";
import { type FileProblems, moneySchema, readSection } from "../config/mod.ts";
import type { PlanCassette } from "./sweep_plan.ts";

const AGE_RULE = "must be an age such as 30d, 12h or 90m";
const POINTER_RULE = 'must be a JSON Pointer to a field, such as "/user"';
const count = z.int().min(1).optional();

const cassetteSchema = z.strictObject({
  expire: z.string(AGE_RULE).refine((text) => parseAge(text) !== null, AGE_RULE).optional(),
  expired: z.enum(["warn", "fail"]).optional(),
  unused: z.enum(["report", "error"]).optional(),
  repeat: z.enum(["last"]).optional(),
  speed: z.number().min(0).optional(),
  ignore: z.array(z.string().refine(isPointer, POINTER_RULE)).optional(),
  max_requests: count,
  max_tokens: count,
  max_usd: moneySchema.optional(),
  output_tokens: count,
}).refine(({ expire, expired }) => expire !== undefined || expired === undefined, {
  message: 'says what becomes of recordings that are too old: it needs "expire" beside it',
  path: ["expired"],
});

/** The plan's table `[cassette]`. What is wrong goes to `problems`, and the answer is then as without it. */
export function readCassette(raw: unknown, problems: FileProblems): PlanCassette {
  const section = readSection(cassetteSchema, raw ?? {}, { path: ["cassette"], problems });
  if (section === null) return {};
  const { expire, expired, max_requests, max_tokens, max_usd, output_tokens, ...others } = section;
  const budget = present({ requests: max_requests, tokens: max_tokens, usd: max_usd, outputTokens: output_tokens });
  return present({
    ...others,
    expire: expire === undefined ? undefined : { afterMs: parseAge(expire)!, expired: expired ?? "warn" },
    budget: Object.keys(budget).length === 0 ? undefined : budget,
  });
}

/** Without what is undefined: a plan compares, and prints, as what it says. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function isPointer(text: string): boolean {
  try {
    return jsonPointerTokens(text).length > 0;
  } catch {
    return false;
  }
}

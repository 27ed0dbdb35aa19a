import { z } from "zod";
import { Decimal, isTable } from "../base/mod.ts";
import type { Price, PriceOverride, TokenRates } from "../spec/mod.ts";
import type { FileProblems } from "./file_problems.ts";
import type { KeyPath } from "./key_path.ts";
import { moneySchema } from "./money_schema.ts";
import { readSection, unknownKeyRule } from "./read_section.ts";

/** What a price per so many tokens is multiplied with to be a price per token. */
const UNITS: readonly { readonly suffix: string; readonly perToken: string }[] = [
  { suffix: "_per_token_usd", perToken: "1" },
  { suffix: "_per_1k_usd", perToken: "0.001" },
  { suffix: "_per_1m_usd", perToken: "0.000001" },
];

/** Rates per token, under their names in a plan and in a price. */
const TOKEN_RATES: { readonly [name: string]: keyof TokenRates } = {
  input: "inputUsd",
  output: "outputUsd",
  cache_read: "cacheReadUsd",
  cache_write: "cacheWriteUsd",
  cache_write_1h: "cacheWrite1hUsd",
  reasoning: "reasoningUsd",
  audio_input: "audioInputUsd",
  audio_output: "audioOutputUsd",
  image_output: "imageOutputUsd",
};
/** What is paid by the piece. */
const FEES: { readonly [name: string]: keyof TokenRates } = {
  request_usd: "requestUsd",
  image_usd: "imageUsd",
  web_search_usd: "webSearchUsd",
};
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const TIME_RULE = 'must be a time of day in UTC, such as "16:30"';
const SHARE_RULE = 'must be a share from 0 to 1 in quotes, such as "0.25"';

const timeOfDay = z.string(TIME_RULE).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, TIME_RULE);
const share = z.string(SHARE_RULE).regex(/^(0(\.\d+)?|1(\.0+)?)$/, SHARE_RULE);

/** What is paid by the request alone: its tokens cost nothing. */
const feesPrice = z.strictObject({
  request_usd: moneySchema,
  image_usd: moneySchema.optional(),
  web_search_usd: moneySchema.optional(),
});
const hourPrice = z.strictObject({ per_hour_usd: moneySchema, slots: z.int().min(1).optional() });

/** A price table as `Price`; `null` when there is none or it is wrong. */
export function readPrice(raw: unknown, path: KeyPath, problems: Pick<FileProblems, "add">): Price | null {
  if (raw === undefined) return null;
  if (!isTable(raw)) {
    problems.add(path, 'must be a table such as { per_hour_usd = "0.10" }', raw);
    return null;
  }
  if ("per_hour_usd" in raw) {
    const hour = readSection(hourPrice, raw, { path, problems });
    return hour && { kind: "hour", hourUsd: exact(hour.per_hour_usd), slots: hour.slots ?? null };
  }
  const unit = UNITS.find(({ suffix }) => Object.keys(raw).some((key) => key.endsWith(suffix)));
  if (unit === undefined && Object.hasOwn(raw, "request_usd")) {
    const fees = readSection(feesPrice, raw, { path, problems });
    return fees && { kind: "tokens", inputUsd: "0", outputUsd: "0", ...ratesOf(fees, UNITS[0]) };
  }
  if (unit === undefined) {
    const known = [
      ...UNITS.map(({ suffix }) => `input${suffix}`),
      ...UNITS.map(({ suffix }) => `output${suffix}`),
      "per_hour_usd",
      "request_usd",
    ];
    const [first] = Object.keys(raw);
    if (first === undefined) problems.add(path, `is empty: it must have one of ${known.join(", ")}`);
    else problems.add([...path, first], unknownKeyRule(first, known));
    return null;
  }
  const rates = readSection(tokenPrice(unit), raw, { path, problems });
  return rates && tokensPrice(rates, unit);
}

type Unit = typeof UNITS[number];
type Rates = { readonly [key: string]: unknown };

/** All forms of a price table, for editors; `readPrice` tells what is wrong with one in better words. */
export function priceSchema(): z.ZodType {
  return z.union([hourPrice, feesPrice, ...UNITS.map(tokenPrice)]);
}

/** A price by the token, or one of its tiers, which need not have every rate. */
function rateShape({ suffix }: Unit, needed: readonly string[]): { [key: string]: z.ZodType } {
  const shape: { [key: string]: z.ZodType } = {};
  for (const name of Object.keys(TOKEN_RATES)) {
    shape[name + suffix] = needed.includes(name) ? moneySchema : moneySchema.optional();
  }
  for (const name of Object.keys(FEES)) shape[name] = moneySchema.optional();
  return shape;
}

function tokenPrice(unit: Unit): z.ZodType<Rates> {
  return z.strictObject({
    ...rateShape(unit, ["input", "output"]),
    discount: share.optional(),
    batch_discount: share.optional(),
    tiers: z.array(tierSchema(unit)).min(1).optional(),
  });
}

function tierSchema(unit: Unit): z.ZodType<Rates> {
  const conditions = {
    above_prompt_tokens: z.int().min(0).optional(),
    utc_start: timeOfDay.optional(),
    utc_end: timeOfDay.optional(),
    utc_days: z.array(z.enum(DAYS)).min(1).optional(),
  };
  const isCondition = (key: string) => Object.hasOwn(conditions, key);
  const shape = { ...conditions, ...rateShape(unit, []) };
  return z.strictObject(shape).superRefine((tier, { addIssue }) => {
    const keys = Object.keys(tier);
    // A key that is not known is said by itself: it is probably what is missed here.
    if (!keys.every((key) => Object.hasOwn(shape, key))) return;
    if (!keys.some(isCondition)) {
      addIssue({ code: "custom", message: `must say when it holds: ${Object.keys(conditions).join(", ")}` });
    }
    if (keys.every(isCondition)) {
      addIssue({ code: "custom", message: `must have a rate that differs, such as input${unit.suffix}` });
    }
  });
}

function tokensPrice(given: Rates, unit: Unit): Price {
  const { discount, batch_discount, tiers } = given as {
    discount?: string;
    batch_discount?: string;
    tiers?: readonly Rates[];
  };
  return {
    kind: "tokens",
    ...ratesOf(given, unit) as TokenRates,
    ...(tiers === undefined ? {} : { overrides: tiers.map((tier) => overrideOf(tier, unit)) }),
    ...(discount === undefined ? {} : { discount: exact(discount) }),
    ...(batch_discount === undefined ? {} : { batchDiscount: exact(batch_discount) }),
  };
}

function overrideOf(tier: Rates, unit: Unit): PriceOverride {
  const { above_prompt_tokens, utc_start, utc_end, utc_days } = tier as {
    above_prompt_tokens?: number;
    utc_start?: string;
    utc_end?: string;
    utc_days?: readonly string[];
  };
  return {
    ...(above_prompt_tokens === undefined ? {} : { minPromptTokens: above_prompt_tokens }),
    ...(utc_start === undefined ? {} : { utcStart: utc_start }),
    ...(utc_end === undefined ? {} : { utcEnd: utc_end }),
    ...(utc_days === undefined ? {} : { utcDays: utc_days }),
    rates: ratesOf(tier, unit),
  };
}

function ratesOf(given: Rates, { suffix, perToken }: Unit): Partial<TokenRates> {
  const rates: { -readonly [name in keyof TokenRates]?: string } = {};
  for (const [name, field] of Object.entries(TOKEN_RATES)) {
    const rate = given[name + suffix];
    if (typeof rate === "string") rates[field] = Decimal.parse(rate).times(Decimal.parse(perToken)).toString();
  }
  for (const [name, field] of Object.entries(FEES)) {
    const fee = given[name];
    if (typeof fee === "string") rates[field] = exact(fee);
  }
  return rates;
}

function exact(text: string): string {
  return Decimal.parse(text).toString();
}

import { z } from "zod";
import { Decimal } from "../base/mod.ts";
import type { Price } from "../spec/mod.ts";
import { moneySchema } from "./_money.ts";
import type { KeyPath, PlanProblems } from "./_plan_problems.ts";
import { isTable } from "./_read_parameters.ts";
import { readSection, unknownKeyRule } from "./_read_section.ts";

/** What a price per so many tokens is multiplied with to be a price per token. */
const UNITS: readonly { readonly suffix: string; readonly perToken: string }[] = [
  { suffix: "_per_token_usd", perToken: "1" },
  { suffix: "_per_1k_usd", perToken: "0.001" },
  { suffix: "_per_1m_usd", perToken: "0.000001" },
];

const RATES = ["input", "output", "cache_read", "cache_write"];

const hourPrice = z.strictObject({ per_hour_usd: moneySchema, slots: z.int().min(1).optional() });

/** A price table as `Price`; `null` when there is none or it is wrong. */
export function readPrice(raw: unknown, path: KeyPath, problems: PlanProblems): Price | null {
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
  if (unit === undefined) {
    const known = [
      ...UNITS.map(({ suffix }) => `input${suffix}`),
      ...UNITS.map(({ suffix }) => `output${suffix}`),
      "per_hour_usd",
    ];
    const [first] = Object.keys(raw);
    if (first === undefined) problems.add(path, `is empty: it must have one of ${known.join(", ")}`);
    else problems.add([...path, first], unknownKeyRule(first, known));
    return null;
  }
  const rates = readSection(tokenPrice(unit.suffix), raw, { path, problems });
  return rates && tokensPrice(rates, unit);
}

type Rates = { readonly [key: string]: string | undefined };

function tokenPrice(suffix: string): z.ZodType<Rates> {
  const shape: { [key: string]: z.ZodType<string | undefined> } = { request_usd: moneySchema.optional() };
  for (const rate of RATES) {
    shape[rate + suffix] = rate === "input" || rate === "output" ? moneySchema : moneySchema.optional();
  }
  return z.strictObject(shape);
}

function tokensPrice(
  rates: Rates,
  { suffix, perToken }: { suffix: string; perToken: string },
): Price {
  const rate = (name: string): string | undefined => {
    const given = rates[name + suffix];
    return given === undefined ? undefined : Decimal.parse(given).times(Decimal.parse(perToken)).toString();
  };
  const [cacheReadUsd, cacheWriteUsd] = [rate("cache_read"), rate("cache_write")];
  return {
    kind: "tokens",
    inputUsd: rate("input")!,
    outputUsd: rate("output")!,
    ...(cacheReadUsd === undefined ? {} : { cacheReadUsd }),
    ...(cacheWriteUsd === undefined ? {} : { cacheWriteUsd }),
    ...(rates.request_usd === undefined ? {} : { requestUsd: exact(rates.request_usd) }),
  };
}

function exact(text: string): string {
  return Decimal.parse(text).toString();
}

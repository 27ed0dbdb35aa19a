import { z } from "zod";
import { type FileProblems, type KeyPath, moneySchema, readSection } from "../config/mod.ts";
import type { EndpointRouting } from "../spec/mod.ts";

const names = z.array(z.string().min(1)).min(1).optional();

const routingSchema = z.strictObject({
  order: names,
  only: names,
  ignore: names,
  allow_fallbacks: z.boolean().optional(),
  require_parameters: z.boolean().optional(),
  quantizations: names,
  sort: z.enum(["price", "throughput", "latency", "exacto"]).optional(),
  max_price: z.strictObject({
    prompt: moneySchema.optional(),
    completion: moneySchema.optional(),
    request: moneySchema.optional(),
    image: moneySchema.optional(),
  }).optional(),
  data_collection: z.enum(["allow", "deny"]).optional(),
  zero_data_retention: z.boolean().optional(),
  extra: z.record(z.string(), z.json()).optional(),
});

/** `[endpoints.routing]`: whom a router may send the calls to. `undefined` where there is none, or it is wrong. */
export function readRouting(
  raw: unknown,
  { path, provider, problems }: { path: KeyPath; provider: string; problems: FileProblems },
): EndpointRouting | undefined {
  if (raw === undefined) return undefined;
  if (provider !== "openrouter") {
    problems.add(path, `is for endpoints of openrouter: the provider of this one is "${provider}"`);
    return undefined;
  }
  const routing = readSection(routingSchema, raw, { path, problems });
  if (routing === null) return undefined;
  const fields = {
    order: routing.order,
    only: routing.only,
    ignore: routing.ignore,
    allowFallbacks: routing.allow_fallbacks,
    requireParameters: routing.require_parameters,
    quantizations: routing.quantizations,
    sort: routing.sort,
    maxPrice: routing.max_price,
    dataCollection: routing.data_collection,
    zeroDataRetention: routing.zero_data_retention,
    extra: routing.extra,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as EndpointRouting;
}

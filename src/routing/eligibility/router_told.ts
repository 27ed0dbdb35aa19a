import { Decimal } from "../../base/mod.ts";
import type { Endpoint, EndpointRouting, RouteNeeds } from "../../spec/mod.ts";
import { isRouter } from "./_is_router.ts";

/**
 * An endpoint with what its router must be told of the needs: who may not answer as they keep or train on what they are
 * sent, and, where the router picks who serves the call, whom and what it may pick. Other endpoints stay as they are.
 */
export function routerTold(endpoint: Endpoint, needs: RouteNeeds): Endpoint {
  if (!isRouter(endpoint)) return endpoint;
  const isPicked = endpoint.key === `${endpoint.model}@${endpoint.provider}`;
  const told: EndpointRouting = { ...dataTold(needs), ...(isPicked ? pickTold(endpoint, needs) : {}) };
  return Object.keys(told).length === 0 ? endpoint : { ...endpoint, routing: { ...endpoint.routing, ...told } };
}

function dataTold({ data }: RouteNeeds): EndpointRouting {
  return {
    ...(data?.training === "deny" ? { dataCollection: "deny" } : {}),
    ...(data?.retention === "none" ? { zeroDataRetention: true } : {}),
  };
}

function pickTold({ provider, routing = {} }: Endpoint, needs: RouteNeeds): EndpointRouting {
  const { quantizations, maxInputUsdPerMillion: prompt, maxOutputUsdPerMillion: completion } = needs;
  const ignore = needs.excludeProviders;
  // To allow the router itself is to allow whom it picks.
  const only = needs.providers?.includes(provider) ? undefined : needs.providers;
  return {
    ...(quantizations === undefined ? {} : { quantizations: within(quantizations, routing.quantizations) }),
    ...(only === undefined ? {} : { only: within(only, routing.only) }),
    ...(ignore === undefined ? {} : { ignore: [...new Set([...(routing.ignore ?? []), ...ignore])] }),
    ...(prompt === undefined && completion === undefined ? {} : {
      maxPrice: {
        ...routing.maxPrice,
        ...(prompt === undefined ? {} : { prompt: lower(prompt, routing.maxPrice?.prompt) }),
        ...(completion === undefined ? {} : { completion: lower(completion, routing.maxPrice?.completion) }),
      },
    }),
  };
}

/** Where nothing is in both, the need alone counts: an empty list is no limit. */
function within(asked: readonly string[], given: readonly string[] | undefined): readonly string[] {
  const both = asked.filter((one) => given === undefined || given.includes(one));
  return both.length === 0 ? asked : both;
}

function lower(asked: string, given: string | undefined): string {
  return given !== undefined && Decimal.parse(given).compare(Decimal.parse(asked)) < 0 ? given : asked;
}

import type { ProviderKey, RouteNeeds } from "../../spec/mod.ts";
import type { EligibilityInput, EndpointPreferences, RequestSize } from "./eligibility_input.ts";
import type { RouteChange } from "./route_change.ts";

/**
 * What decides whether an endpoint may be asked, after some changes: those that a `NoEndpointError` proposes let its
 * endpoint in.
 */
export function relaxed(input: EligibilityInput, changes: readonly RouteChange[]): EligibilityInput {
  return changes.reduce(relaxedBy, input);
}

function relaxedBy(input: EligibilityInput, change: RouteChange): EligibilityInput {
  const { disabledProviders = [], leftOut = [], missingCredentials = new Map<ProviderKey, string>() } = input;
  return {
    ...input,
    needs: relaxedNeeds(input.needs, change.needs ?? {}),
    ...(input.size === undefined ? {} : { size: relaxedSize(input.size, change.size ?? {}) }),
    leftOut: [...leftOut, ...(change.leaveOut ?? [])],
    preferences: relaxedPreferences(input.preferences ?? {}, change),
    disabledProviders: disabledProviders.filter((provider) => provider !== change.enable),
    missingCredentials: new Map([...missingCredentials].filter(([provider]) => provider !== change.credential)),
  };
}

function relaxedNeeds(needs: RouteNeeds, change: NonNullable<RouteChange["needs"]>): RouteNeeds {
  const entries = Object.entries({ ...needs, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

function relaxedSize(size: RequestSize, change: NonNullable<RouteChange["size"]>): RequestSize {
  const { promptTokens = Infinity, maxTokens = Infinity } = change;
  return {
    promptTokens: Math.min(size.promptTokens, promptTokens),
    // An answer of any length is limited by the endpoint itself.
    maxTokens: size.maxTokens === null ? null : Math.min(size.maxTokens, maxTokens),
  };
}

function relaxedPreferences(
  { allow, ban, endpoints }: EndpointPreferences,
  change: RouteChange,
): EndpointPreferences {
  return {
    ...(allow === undefined ? {} : { allow: change.allow === undefined ? allow : [...allow, change.allow] }),
    ...(ban === undefined ? {} : { ban: ban.filter((provider) => !change.unban?.includes(provider)) }),
    ...(endpoints === undefined
      ? {}
      : { endpoints: change.select === undefined ? endpoints : [...endpoints, change.select] }),
  };
}

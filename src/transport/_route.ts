import { credentialHash } from "../base/mod.ts";
import type { CallPlace, Endpoint, LimitSettings, ProviderKey, TransportSettings } from "../spec/mod.ts";
import { type Backoff, fullJitter } from "./backoff.ts";
import type { Guard, Guards } from "./_guards.ts";
import type { LimitScope } from "./limiter/mod.ts";

/** What is the same for all calls to an endpoint. */
export interface CallRoute {
  readonly endpoint: Endpoint;
  readonly place: CallPlace;
  readonly settings: TransportSettings;
  readonly backoff: Backoff;
  readonly guard: Guard;
  readonly scopes: readonly LimitScope[];
  /** What responses tell of limits is kept here, as most providers count by model. */
  readonly learned: string;
  /** When the headers of a response are worth reading again. */
  readonly learning: { nextMs: number };
}

/** The money that all calls of a transport may cost together. */
export interface CallBudget {
  /** Tells it from others in the limiter's status: `budget:run_…`. */
  readonly id: string;
  /** In US dollars, as a decimal string. */
  readonly usd: string;
}

/** What a route is made with. */
export interface RouteParts {
  readonly settings: TransportSettings;
  readonly guards: Guards;
  readonly budget: CallBudget | null;
  readonly concurrency: number | null;
}

/** The scope of all limits that the user set of a provider. */
export function providerScope(provider: ProviderKey): string {
  return `provider:${provider}`;
}

/** All that a call to an endpoint needs to know beforehand. */
export function routeTo(endpoint: Endpoint, { settings, guards, budget, concurrency }: RouteParts): CallRoute {
  const { key, provider, model, credential } = endpoint;
  const hash = credential === null ? null : credentialHash(credential);
  const learned = `endpoint:${key}`;
  const { concurrency: guessedAtOnce, ...guessed } = unset(settings);
  return {
    endpoint,
    place: { endpoint: key, provider, model, credential: hash },
    settings,
    backoff: fullJitter(settings.retry),
    guard: guards.of(endpoint, settings),
    scopes: [
      ...(budget === null ? [] : [{ id: budget.id, settings: {}, budgetUsd: budget.usd }]),
      ...(concurrency === null ? [] : [{ id: "all", settings: { concurrency, adaptive: false } }]),
      { id: providerScope(provider), settings: settings.limits, guessed: { concurrency: guessedAtOnce } },
      ...(hash === null ? [] : [{ id: `credential:${hash}`, settings: {} }]),
      { id: learned, settings: { adaptive: settings.limits.adaptive }, guessed },
    ],
    learned,
    learning: { nextMs: 0 },
  };
}

/** The guesses of what the user says nothing about. */
function unset({ limits, guessedLimits = {} }: TransportSettings): LimitSettings {
  return Object.fromEntries(Object.entries(guessedLimits).filter(([name]) => !Object.hasOwn(limits, name)));
}

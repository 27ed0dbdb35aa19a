import type { Clock } from "../../spec/mod.ts";
import { recallUse, type Transport } from "../../transport/mod.ts";
import { type HealthMonitor, seedHealth } from "../../transport/health/mod.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import type { RegistryLedger } from "./_registry_ledger.ts";

const WEEK_MS = 7 * 86_400_000;
/** The latest of so many tell as much, and are read in a fifth of a second. */
const MOST_TRIES = 20_000;

/** What past calls are told to. */
export interface PastCallsParts {
  /** `null`: a replay, which is to depend on nothing but its tape. */
  readonly ledger: RegistryLedger | null;
  readonly health: HealthMonitor;
  readonly transport: Transport;
  readonly instances: readonly ProviderInstance[];
  readonly clock: Clock;
}

/** Lets a registry know of the calls that its ledger has, each part when it is first needed. */
export class PastCalls {
  readonly #parts: PastCallsParts;
  #limits: Promise<void> | null = null;
  #health: Promise<void> | null = null;

  constructor(parts: PastCallsParts) {
    this.#parts = parts;
  }

  /** To be called before the first call, which is to be kept itself and must not be told of twice. */
  async all(): Promise<void> {
    await Promise.all([this.limits(), this.health()]);
  }

  /** What was used of minutes and days. */
  limits(): Promise<void> {
    return this.#limits ??= this.#recall().catch((error) => {
      this.#limits = null;
      throw error;
    });
  }

  /** To be called before the first plan: how well endpoints have answered. */
  health(): Promise<void> {
    return this.#health ??= this.#seed().catch((error) => {
      this.#health = null;
      throw error;
    });
  }

  async #recall(): Promise<void> {
    const { ledger, transport, instances, clock } = this.#parts;
    const kept = await ledger?.kept() ?? null;
    if (kept === null) return;
    const limits = new Map(instances.map(({ name, transport: { limits } }) => [name, limits]));
    await recallUse(transport, { ledger: kept, limits, clock });
  }

  async #seed(): Promise<void> {
    const { ledger, health, clock } = this.#parts;
    const kept = await ledger?.kept() ?? null;
    if (kept === null) return;
    const since = new Date(clock.date().getTime() - WEEK_MS).toISOString();
    const tries = await Array.fromAsync(kept.liveTries({ since, last: MOST_TRIES }));
    seedHealth(health, tries, { clock, maxAgeMs: WEEK_MS });
  }
}

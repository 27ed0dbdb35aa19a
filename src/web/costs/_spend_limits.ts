import { Decimal } from "../../base/mod.ts";
import { type ConfigFile, loadConfig } from "../../config/mod.ts";
import type { CostGroup, ProviderKey } from "../../spec/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";

/** What a provider may cost on a day, and did today. */
export interface DayLimit {
  readonly provider: ProviderKey;
  /** As it is configured, a decimal string of US dollars. */
  readonly usdPerDay: string;
  /** Since midnight in UTC, by what is known. */
  readonly spentUsd: string;
  /** Tries of today whose cost nobody knows. */
  readonly unknown: number;
}

/** What bounds are set for spending. */
export interface SpendLimits {
  readonly days: readonly DayLimit[];
  /** From how much in an hour an alert is raised; `null`: there is no such bound. */
  readonly alertUsdPerHour: string | null;
  /** What is left of the budget of this dashboard's own calls; `null`: there is none. */
  readonly remainingUsd: string | null;
}

/** The bounds that the configuration sets, beside what was spent. */
export async function spendLimits(
  { cwd, env, registry, clock }: DashboardSources,
  groups: readonly CostGroup[],
): Promise<SpendLimits> {
  const { config } = await loadConfig({ cwd, env });
  const today = clock.date().toISOString().slice(0, 10);
  return {
    days: dayLimits(config, groups.filter(({ day }) => day === today)),
    alertUsdPerHour: config.alerts?.usd_per_hour ?? null,
    remainingUsd: registry.remainingUsd,
  };
}

function dayLimits({ providers = {} }: ConfigFile, today: readonly CostGroup[]): DayLimit[] {
  return Object.entries(providers).flatMap(([provider, { limits }]) => {
    if (limits?.usd_per_day === undefined) return [];
    const own = today.filter((group) => group.provider === provider);
    const spent = own.reduce((sum, { costUsd }) => sum.plus(Decimal.parse(costUsd)), Decimal.fromInteger(0));
    const unknown = own.reduce((sum, group) => sum + group.unknown, 0);
    return [{ provider, usdPerDay: limits.usd_per_day, spentUsd: spent.toString(), unknown }];
  });
}

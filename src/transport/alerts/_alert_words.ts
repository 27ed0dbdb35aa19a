import { formatUsd } from "../../base/mod.ts";
import type { Alert } from "./alert.ts";
import type { ModelListChanges, PriceChange } from "./compare_model_lists.ts";

/** An alert before it is dated. */
export type AlertDraft = Omit<Alert, "at">;

const MOST_NAMES = 10;
const PER_MILLION = 1_000_000;

/** `12 %`, and nothing finer than what is not nothing takes. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return `${whole === 0 && share !== 0 ? Number((share * 100).toPrecision(1)) : whole} %`;
}

/** As everywhere: nothing that costs something is `$0`. */
export function dollars(usd: number): string {
  return `$${formatUsd(usd)}`;
}

/** What a refresh of a provider's list has brought, one alert for each kind of it. */
export function listAlerts(provider: string, { added, vanished, prices }: ModelListChanges): AlertDraft[] {
  const about = { subject: provider, provider };
  const drafts: (AlertDraft | false)[] = [
    added.length > 0 && {
      ...about,
      kind: "new_model",
      severity: "info",
      message: `${provider} lists ${count(added.length, "new model")}: ${names(added)}`,
      facts: { models: [...added] },
    },
    vanished.length > 0 && {
      ...about,
      kind: "model_vanished",
      severity: "warning",
      message: `${provider} no longer lists ${count(vanished.length, "model")}: ${names(vanished)}`,
      facts: { models: [...vanished] },
    },
    prices.length > 0 && {
      ...about,
      kind: "price_change",
      severity: "warning",
      message: `${provider} has changed ${count(prices.length, "price")}: ${names(prices.map(priceText))}`,
      facts: { prices: prices.map((change) => ({ ...change })) },
    },
  ];
  return drafts.filter((draft) => draft !== false);
}

function priceText({ model, rate, from, to, share }: PriceChange): string {
  const million = (usd: string) => dollars(Number(usd) * PER_MILLION);
  const moved = share === null ? "" : ` (${share > 0 ? "+" : ""}${percent(share)})`;
  return `${model} ${rate === "inputUsd" ? "input" : "output"} ${million(from)} to ${million(to)} a million${moved}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function names(all: readonly string[]): string {
  const more = all.length - MOST_NAMES;
  return all.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

import { Decimal } from "../../base/mod.ts";
import type { CallEvent, CallListener, Clock, ModelRecord, ProviderKey } from "../../spec/mod.ts";
import type { HealthChange, HealthMonitor } from "../health/mod.ts";
import type { Alert } from "./alert.ts";
import { type AlertDraft, dollars, listAlerts, percent } from "./_alert_words.ts";
import { compareModelLists } from "./compare_model_lists.ts";
import { SpendWatch } from "./_spend_watch.ts";

/** When to tell of something. What is absent is as its comment says. */
export interface AlertSettings {
  /** The share of failed tries, 0 to 1, of at least ten in five minutes; 0.2. */
  readonly errorRate?: number;
  /** US dollars in an hour, as a decimal string; there is no such bound. */
  readonly usdPerHour?: string;
  /** By which share a price must move; 0.1. */
  readonly priceChange?: number;
  /** How many times as much as usual is unusual spend; 3. */
  readonly spendFactor?: number;
  /** How many lists in a row must fail; 3. */
  readonly listFailures?: number;
  /** How long the same is not told again; 15 min. */
  readonly cooldownMs?: number;
}

/** What an alert monitor works with. */
export interface AlertMonitorOptions {
  /** Dates alerts, and tells how long the last one was ago. */
  readonly clock: Clock;
  /** It must hear each event first. */
  readonly health: HealthMonitor;
  /** Told of each alert. It must not throw, and must not wait. */
  readonly onAlert: (alert: Alert) => void;
  /** When to tell of something. */
  readonly settings?: AlertSettings;
}

/** What a catalog tells beside its answers, as far as alerts look at it. */
export interface ListNotice {
  /** `list_refused`, `old_facts`; others are left alone. */
  readonly code: string;
  /** Whose list; `null`: none. */
  readonly provider: ProviderKey | null;
  /** For people. */
  readonly message: string;
}

const DEFAULTS = { errorRate: 0.2, priceChange: 0.1, spendFactor: 3, listFailures: 3, cooldownMs: 900_000 };
const LEAST_CALLS = 10;

/**
 * Turns what happens into alerts: something is down or has recovered, fails too often, costs more than usual, or a list
 * of models has changed or cannot be had. The same is not told again for a while. It only listens: replayed tries raise
 * none, and nothing that it does holds a call up.
 */
export class AlertMonitor {
  /** Give it to whatever tells of calls, behind the health monitor's own. */
  readonly listener: CallListener = (event) => this.#heard(event);
  readonly #clock: Clock;
  readonly #health: HealthMonitor;
  readonly #onAlert: (alert: Alert) => void;
  readonly #settings: AlertSettings & typeof DEFAULTS;
  readonly #spend: SpendWatch;
  readonly #toldAtMs = new Map<string, number>();
  readonly #down = new Set<string>();
  /** Down again so soon that it was not told: it is, if it lasts. */
  readonly #held = new Map<string, AlertDraft>();
  readonly #failing = new Set<string>();
  readonly #failedLists = new Map<ProviderKey, number>();
  readonly #unwatch: () => void;
  #spendJudgedMs = -Infinity;

  /** It watches the health monitor until `close`. */
  constructor({ clock, health, onAlert, settings = {} }: AlertMonitorOptions) {
    this.#clock = clock;
    this.#health = health;
    this.#onAlert = onAlert;
    this.#settings = { ...DEFAULTS, ...settings };
    this.#spend = new SpendWatch(clock.nowMs());
    this.#unwatch = health.watch((change) => this.#changed(change));
  }

  /** A provider's list of models has come anew: what is new, gone or priced otherwise is told. */
  listed(provider: ProviderKey, before: readonly ModelRecord[], after: readonly ModelRecord[]): void {
    for (const draft of listAlerts(provider, compareModelLists(before, after, this.#settings))) this.#tell(draft);
  }

  /** A catalog has told something: a list that was not believed, or could not be had. */
  noticed({ code, provider, message }: ListNotice): void {
    if (provider === null || (code !== "list_refused" && code !== "old_facts")) return;
    this.#tell({
      kind: "cache_failing",
      severity: "warning",
      subject: provider,
      provider,
      message: `The list of ${provider} could not be renewed: ${message}`,
      facts: { code },
    });
  }

  /** Watch no more. */
  close(): void {
    this.#unwatch();
  }

  #changed({ key, kind, from, to, reasons }: HealthChange): void {
    const provider = kind === "provider" ? key : key.slice(key.indexOf("@") + 1).split("/")[0];
    const about = { subject: key, provider, facts: { from, to, reasons: [...reasons] } };
    if (to === "down") {
      const message = `${key} is down: ${reasons.join("; ")}`;
      this.#tellDown({ ...about, kind: "down", severity: "critical", message });
    } else if (to !== "unknown" && this.#held.delete(key)) {
      return;
    } else if (to !== "unknown" && this.#down.delete(key)) {
      const held = to === "healthy" ? "" : ", and is degraded";
      this.#tell({ ...about, kind: "recovered", severity: "info", message: `${key} answers again${held}` });
    }
  }

  /** Tell what was held back and has lasted. Whoever has a timer calls it now and then; every event does. */
  check(): void {
    for (const draft of this.#held.values()) this.#tellDown(draft);
  }

  #tellDown(draft: AlertDraft): void {
    const isTold = this.#tell(draft);
    if (isTold) this.#down.add(draft.subject);
    if (isTold) this.#held.delete(draft.subject);
    else this.#held.set(draft.subject, draft);
  }

  #heard(event: CallEvent): void {
    if (this.#held.size > 0) this.check();
    if (event.type === "list") this.#listAsked(event);
    if (event.type !== "ended" || event.source !== "live") return;
    this.#judgeErrors(event);
    if (event.costUsd === null) return;
    this.#spend.add(event.costUsd, this.#clock.nowMs());
    this.#judgeSpend();
  }

  #judgeErrors({ place: { endpoint, provider }, errorKind }: CallEvent & { type: "ended" }): void {
    const { calls, rate } = this.#health.errorRate(endpoint);
    const most = this.#settings.errorRate;
    if (rate === null || rate < most / 2) this.#failing.delete(endpoint);
    if (rate === null || rate < most || calls < LEAST_CALLS || errorKind === null) return;
    // What is down is known to fail, and what was told is told again only after it got better.
    if (this.#failing.has(endpoint) || this.#down.has(endpoint)) return;
    this.#failing.add(endpoint);
    this.#tell({
      kind: "error_rate",
      severity: "warning",
      subject: endpoint,
      provider,
      message: `${
        percent(rate)
      } of ${calls} tries at ${endpoint} failed in the last minutes, the last one by ${errorKind}`,
      facts: { errorRate: rate, calls, threshold: most, errorKind },
    });
  }

  #judgeSpend(): void {
    const { usdPerHour, spendFactor } = this.#settings;
    const nowMs = this.#clock.nowMs();
    // A sum over an hour does not become another one within a second.
    if (nowMs - this.#spendJudgedMs < 1000) return;
    this.#spendJudgedMs = nowMs;
    const { lastHourUsd, nowPerHour, usualPerHour } = this.#spend.rates(nowMs);
    const about = { kind: "unusual_spend", severity: "warning", provider: null } as const;
    if (usdPerHour !== undefined && lastHourUsd.compare(Decimal.parse(usdPerHour)) > 0) {
      const spent = lastHourUsd.toString();
      const message = `${dollars(Number(spent))} were spent in the last hour, and ${
        dollars(Number(usdPerHour))
      } are the bound`;
      this.#tell({ ...about, subject: "spend", message, facts: { lastHourUsd: spent, usdPerHour } });
    }
    if (usualPerHour !== null && nowPerHour > spendFactor * usualPerHour) {
      const times = (nowPerHour / usualPerHour).toFixed(1);
      const message = `${dollars(nowPerHour)} an hour are being spent, ${times} times as much as before`;
      this.#tell({ ...about, subject: "spend/rate", message, facts: { nowPerHour, usualPerHour } });
    }
  }

  #listAsked({ provider, ok }: CallEvent & { type: "list" }): void {
    const inARow = ok ? 0 : (this.#failedLists.get(provider) ?? 0) + 1;
    this.#failedLists.set(provider, inARow);
    if (inARow < this.#settings.listFailures) return;
    this.#tell({
      kind: "cache_failing",
      severity: "warning",
      subject: provider,
      provider,
      message: `The list of ${provider} could not be renewed ${inARow} times in a row`,
      facts: { inARow },
    });
  }

  /** Whether it was told: the same is not, for a while. */
  #tell(draft: AlertDraft): boolean {
    const nowMs = this.#clock.nowMs();
    const name = `${draft.kind} ${draft.subject}`;
    const isNews = draft.kind === "new_model" || draft.kind === "price_change" || draft.kind === "model_vanished" ||
      draft.kind === "recovered";
    const toldAtMs = isNews ? undefined : this.#toldAtMs.get(name);
    if (toldAtMs !== undefined && nowMs - toldAtMs < this.#settings.cooldownMs) return false;
    this.#toldAtMs.set(name, nowMs);
    this.#onAlert({ ...draft, at: this.#clock.date().toISOString() });
    return true;
  }
}

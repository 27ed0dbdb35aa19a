import type { JsonObject, ProviderKey } from "../../spec/mod.ts";

/** What an alert is about. */
export type AlertKind =
  | "down"
  | "recovered"
  | "error_rate"
  | "price_change"
  | "new_model"
  | "model_vanished"
  | "cache_failing"
  | "unusual_spend";

/** Something that a person should know of. Data: sinks print it or send it. */
export interface Alert {
  /** What it is about. */
  readonly kind: AlertKind;
  /** `critical`: calls fail; `warning`: they soon may, or cost more; `info`: good to know. */
  readonly severity: "info" | "warning" | "critical";
  /** When, in RFC 3339 in UTC. */
  readonly at: string;
  /** An endpoint's key, a provider's, or `spend`. */
  readonly subject: string;
  /** `null`: it is about none. */
  readonly provider: ProviderKey | null;
  /** For people, one sentence without a full stop. */
  readonly message: string;
  /** The numbers and names in it, for programs. */
  readonly facts: JsonObject;
}

/** Where alerts go. Neither of its functions throws or holds a call up. */
export interface AlertSink {
  /** Take an alert; what takes long goes on beside the calls. */
  send(alert: Alert): void;
  /** Wait until what was taken is delivered or given up, a few seconds at most. */
  close(): Promise<void>;
}

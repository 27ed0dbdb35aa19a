/** One law, held against one part of a provider. */
export interface ConformanceCheck {
  /** What it was held against: `provider`, a wire format (`openai-chat`), `models`, `embeddings` or a golden file's name. */
  readonly about: string;
  /** Names the law, the same in each report: `toWire/pure`. */
  readonly law: string;
  /** The law in a sentence. */
  readonly says: string;
  /** `skipped`: there was nothing to hold it against. */
  readonly status: "ok" | "failed" | "skipped";
  /** What breaks it, or why it was skipped; `null` where it holds. */
  readonly message: string | null;
}

/** What the conformance kit found. The same provider and seed give the same report. */
export interface ConformanceReport {
  /** The provider's key; `null` where it has none that can be read. */
  readonly provider: string | null;
  /** What the invented requests and answers were made from. */
  readonly seed: string;
  /** Whether no law is broken. */
  readonly ok: boolean;
  /** In the order in which they were held. */
  readonly checks: readonly ConformanceCheck[];
}

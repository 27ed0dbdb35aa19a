import type { HealthState, ModelKey, ProviderKey } from "../../spec/mod.ts";

/** Something that whoever looks at the dashboard wants to be told at once. Nothing in it is secret. */
export type DashboardEvent =
  /** Lists of models were fetched. */
  | {
    readonly type: "refresh";
    /** RFC 3339, UTC. */
    readonly at: string;
    /** Whose lists they are. */
    readonly providers: readonly {
      readonly provider: ProviderKey;
      /** As a `RefreshReport` of the catalog says: `fetched`, `unchanged`, `failed`, … */
      readonly outcome: string;
      /** How many models it has now. */
      readonly models: number;
    }[];
  }
  /** A provider answers better or worse than before. */
  | {
    readonly type: "provider";
    /** RFC 3339, UTC. */
    readonly at: string;
    readonly provider: ProviderKey;
    readonly from: HealthState;
    readonly to: HealthState;
    /** Why, in one sentence each. */
    readonly reasons: readonly string[];
  }
  /** A model costs more or less than before. */
  | {
    readonly type: "price";
    /** RFC 3339, UTC. */
    readonly at: string;
    readonly provider: ProviderKey;
    readonly model: ModelKey;
    /** For people, one sentence without a full stop. */
    readonly message: string;
  };

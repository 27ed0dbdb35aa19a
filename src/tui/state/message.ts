import type { ListedModel } from "../../catalog/mod.ts";
import type { ListedProfile } from "../../config/mod.ts";
import type { VariantResult } from "../../report/mod.ts";
import type { EndpointRecord, HealthState, ModelKey, ProviderKey } from "../../spec/mod.ts";
import type { RunSummary, ShownProgress, SweepFormCost } from "../../sweep/mod.ts";
import type { Size } from "../frame.ts";
import type { ListedProvider } from "./picker_state.ts";

/** What comes back from outside. */
export type Message =
  | { readonly got: "size"; readonly size: Size }
  | { readonly got: "models"; readonly ticket: number; readonly models: readonly ListedModel[] }
  | {
    readonly got: "providers";
    readonly providers: readonly ListedProvider[];
    readonly health: ReadonlyMap<ProviderKey, HealthState>;
  }
  | { readonly got: "probed" }
  | { readonly got: "endpoints"; readonly model: ModelKey; readonly records: readonly EndpointRecord[] }
  | { readonly got: "no_endpoints"; readonly model: ModelKey; readonly why: string }
  | { readonly got: "refreshed"; readonly text: string; readonly failed: boolean }
  | { readonly got: "profiles"; readonly model: ModelKey | null; readonly profiles: readonly ListedProfile[] }
  | { readonly got: "profile_saved"; readonly profile: ListedProfile; readonly isKept: boolean }
  | { readonly got: "profiles_changed"; readonly text: string }
  | { readonly got: "profile_exists"; readonly name: string }
  | { readonly got: "cost"; readonly ticket: number; readonly cost: SweepFormCost }
  | { readonly got: "no_cost"; readonly ticket: number; readonly why: string }
  | { readonly got: "progress"; readonly progress: ShownProgress }
  | { readonly got: "told"; readonly text: string }
  | {
    readonly got: "run_ended";
    readonly summary: RunSummary;
    readonly resume: string | null;
    readonly variants: readonly VariantResult[];
  }
  | { readonly got: "run_failed"; readonly why: string }
  | { readonly got: "done"; readonly text: string }
  | { readonly got: "failed"; readonly why: string };

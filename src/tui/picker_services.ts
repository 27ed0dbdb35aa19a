import type { ListedModel } from "../catalog/mod.ts";
import type { ListedProfile } from "../config/mod.ts";
import type { VariantResult } from "../report/mod.ts";
import type { ChatParameters, EndpointKey, EndpointRecord, HealthState, ModelKey, ProviderKey } from "../spec/mod.ts";
import type { RunSummary, ShownProgress, SweepControl, SweepFormCost } from "../sweep/mod.ts";
import type { AskedSweep, KeptVariant, ListedProvider } from "./state/mod.ts";

/** How a run is watched and ended. */
export interface WatchedRun {
  /** How far it is, now and then. */
  readonly show: (progress: ShownProgress) => void;
  /** What a person should know. */
  readonly tell: (text: string) => void;
  /** Ends it: the calls in flight end. */
  readonly control: SweepControl;
  /** Breaks the calls in flight off. */
  readonly signal: AbortSignal;
}

/** What a run came to. */
export interface EndedRun {
  /** In figures. */
  readonly summary: RunSummary;
  /** The command that goes on with it; `null`: it is whole. */
  readonly resume: string | null;
  /** The best first. */
  readonly variants: readonly VariantResult[];
}

/** What the picker asks of the rooms below; all of it may fail, and what failed is shown. */
export interface PickerServices {
  /** The models that fit, the best first. */
  readonly find: (
    asked: { readonly query: string; readonly provider: ProviderKey | null },
  ) => Promise<readonly ListedModel[]>;
  /** Whose lists there are, and how well providers answer. */
  readonly providers: () => Promise<{
    readonly providers: readonly ListedProvider[];
    readonly health: ReadonlyMap<ProviderKey, HealthState>;
  }>;
  /** Ask providers whether they are there, so that `providers` can tell. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  /** The endpoints of a model; lists that are not fresh are fetched first, unless the picker is offline. */
  readonly endpoints: (model: ModelKey, signal: AbortSignal) => Promise<readonly EndpointRecord[]>;
  /** Fetch the lists that are not fresh. */
  readonly refresh: (signal: AbortSignal) => Promise<{ readonly text: string; readonly failed: boolean }>;
  /** Keep which endpoints of their models are to be asked. */
  readonly keepSelection: (selected: readonly EndpointKey[]) => Promise<void>;
  /** Let any endpoint of a model be asked again, and keep that. */
  readonly freeSelection: (model: ModelKey) => Promise<void>;
  /** The profiles that there are, those of a model too where one is named. */
  readonly profiles: (model: ModelKey | null) => Promise<readonly ListedProfile[]>;
  /**
   * Give parameters a name, in the configuration's file or for this session; it throws a `ProfileExistsError` where the
   * file has one that is not to be replaced.
   */
  readonly saveProfile: (profile: {
    readonly name: string;
    readonly parameters: ChatParameters;
    readonly isKept: boolean;
    readonly replaces: boolean;
  }) => Promise<ListedProfile>;
  /** Take a profile out of the configuration's file. */
  readonly deleteProfile: (name: string) => Promise<void>;
  /** Use a profile where none is named, and keep that. */
  readonly defaultProfile: (name: string) => Promise<void>;
  /** What a sweep would take, without a call. */
  readonly cost: (asked: AskedSweep) => Promise<SweepFormCost>;
  /** Run a sweep, or go on with it where it was interrupted. */
  readonly run: (asked: AskedSweep, watched: WatchedRun) => Promise<EndedRun>;
  /**
   * Keep the parameters of a variant as a profile; the file that it went into. It throws a `ProfileExistsError` where there
   * is one that is not to be replaced.
   */
  readonly keepVariant: (kept: KeptVariant) => Promise<string>;
}

import type { ChatParameters, EndpointKey, ModelKey, ProviderKey } from "../../spec/mod.ts";
import type { SweepForm } from "../../sweep/mod.ts";

/** What is swept over which endpoints. */
export interface AskedSweep {
  /** Checked. */
  readonly form: SweepForm;
  /** Those that are selected. */
  readonly endpoints: readonly EndpointKey[];
  /** What is fixed for models by the profiles that were chosen for them. */
  readonly parameters: ReadonlyMap<ModelKey, ChatParameters>;
}

/** A variant that becomes a profile. */
export interface KeptVariant {
  /** Of the profile. */
  readonly name: string;
  /** The run that it is of. */
  readonly runId: string;
  /** The endpoint that was asked. */
  readonly endpoint: EndpointKey;
  /** Its axes, as results show them. */
  readonly label: string;
  /** For which model alone; `null`: for all. */
  readonly model: ModelKey | null;
  /** Whether one of the name is replaced. */
  readonly replaces: boolean;
}

/** Something that is to be done outside of the state, and whose outcome comes back as a message. */
export type Effect =
  /** Find models. */
  | {
    readonly do: "find";
    readonly ticket: number;
    readonly query: string;
    readonly provider: ProviderKey | null;
  }
  /** Learn the endpoints of a model. */
  | { readonly do: "endpoints"; readonly model: ModelKey }
  /** Learn whose lists there are, and how well providers answer. */
  | { readonly do: "providers" }
  /** Ask providers whether they are there. */
  | { readonly do: "probe" }
  /** Fetch the lists that are not fresh. */
  | { readonly do: "refresh" }
  /** Keep which endpoints of these models are to be asked. */
  | { readonly do: "keep_selection"; readonly selected: readonly EndpointKey[] }
  /** Let any endpoint of a model be asked again, and keep that. */
  | { readonly do: "free_selection"; readonly model: ModelKey }
  /** Learn the profiles that there are, of a model too where one is named. */
  | { readonly do: "profiles"; readonly model: ModelKey | null }
  /** Keep parameters under a name: in the configuration, or for this session. */
  | {
    readonly do: "save_profile";
    readonly name: string;
    readonly parameters: ChatParameters;
    readonly isKept: boolean;
    readonly replaces: boolean;
  }
  /** Take a profile out of the configuration. */
  | { readonly do: "delete_profile"; readonly name: string }
  /** Use a profile where none is named. */
  | { readonly do: "default_profile"; readonly name: string }
  /** Tell what a sweep would take. */
  | { readonly do: "cost"; readonly ticket: number; readonly asked: AskedSweep }
  /** Run a sweep. */
  | { readonly do: "run"; readonly asked: AskedSweep }
  /** End the run: let the calls in flight end, or break them off. */
  | { readonly do: "stop"; readonly how: "finish" | "break" }
  /** Keep the parameters of a variant of a run as a profile. */
  | { readonly do: "keep_variant"; readonly kept: KeptVariant }
  /** End the session; what was selected is its result, unless it was broken off. */
  | { readonly do: "end"; readonly isBroken: boolean };

import type { ListedModel } from "../../catalog/mod.ts";
import type { ListedProfile } from "../../config/mod.ts";
import type { EndpointKey, EndpointRecord, HealthState, ModelKey, ProviderKey } from "../../spec/mod.ts";
import type { SweepForm } from "../../sweep/mod.ts";
import type { Size, Tone } from "../frame.ts";
import type { Screen } from "./screen.ts";

/** What is known of the endpoints of a model that was unfolded. */
export type ShownEndpoints =
  | { readonly is: "loading" }
  | { readonly is: "there"; readonly records: readonly EndpointRecord[] }
  | { readonly is: "failed"; readonly why: string };

/** The list of models. */
export interface ModelList {
  /** What is searched for; the empty string: all. */
  readonly query: string;
  /** Whose list alone is shown; `null`: all. */
  readonly provider: ProviderKey | null;
  /** `null`: not had yet. */
  readonly models: readonly ListedModel[] | null;
  /** Of the last question: an answer to an older one is not taken. */
  readonly ticket: number;
  /** Of the question that `models` answer. */
  readonly answered: number;
  /** The row that the cursor is on. */
  readonly cursor: string;
  /** The models whose endpoints are unfolded. */
  readonly unfolded: ReadonlyMap<ModelKey, ShownEndpoints>;
}

/** A provider that has a list. */
export interface ListedProvider {
  /** `openrouter` */
  readonly key: ProviderKey;
  /** How many models it has. */
  readonly models: number;
  /** Of when and of which tier the list is, for people. */
  readonly asOf: string;
}

/** How the picker was started. */
export interface PickerSetting {
  /** Whether lists are fetched. */
  readonly isOffline: boolean;
  /** What the tape does with calls, for people: `append runs/pick.jsonl`. */
  readonly tape: string;
  /** Whether a sweep makes calls that are paid for. */
  readonly isLive: boolean;
}

/** Said once, until the next key. */
export interface Notice {
  /** One line. */
  readonly text: string;
  /** How it is meant. */
  readonly tone: Extract<Tone, "plain" | "good" | "warning" | "bad">;
}

/** All that the picker knows: what it shows follows from it and from the size of the terminal alone. */
export interface PickerState {
  /** How it was started. */
  readonly setting: PickerSetting;
  /** How large the terminal is, for keys that go a page on. */
  readonly size: Size;
  /** From the list of models to what is shown above it; the last one is seen. */
  readonly screens: readonly Screen[];
  /** The models. */
  readonly list: ModelList;
  /** Providers that have lists. */
  readonly providers: readonly ListedProvider[];
  /** How well providers answer, as far as that is known. */
  readonly health: ReadonlyMap<ProviderKey, HealthState>;
  /** The endpoints that were selected, in that order. */
  readonly selected: readonly EndpointKey[];
  /** The profiles that were chosen for models in this session. */
  readonly profiles: ReadonlyMap<ModelKey, ListedProfile>;
  /** Profiles that were made in this session and stand in no file. */
  readonly ownProfiles: readonly ListedProfile[];
  /** What was last said in the form of a sweep. */
  readonly sweep: SweepForm;
  /** What is under way beside what the screens tell: `refreshing`. */
  readonly busy: readonly string[];
  /** `null`: there is nothing to say. */
  readonly notice: Notice | null;
}

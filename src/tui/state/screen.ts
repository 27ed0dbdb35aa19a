import type { FactText } from "../../catalog/mod.ts";
import type { ListedProfile } from "../../config/mod.ts";
import type { VariantResult } from "../../report/mod.ts";
import type { ModelKey } from "../../spec/mod.ts";
import type { RunSummary, ShownProgress, SweepFormCost } from "../../sweep/mod.ts";
import type { TextInput } from "./text_input.ts";

/** The list of models. */
export interface ModelsScreen {
  /** Which screen it is. */
  readonly is: "models";
  /** What is searched for while it is typed, and what was before; `null`: letters are keys. */
  readonly typing: { readonly input: TextInput; readonly before: string } | null;
}

/** What the keys do. */
export interface HelpScreen {
  /** Which screen it is. */
  readonly is: "help";
  /** How many of its lines are above what is seen. */
  readonly top: number;
}

/** All facts of one thing. */
export interface InspectScreen {
  /** Which screen it is. */
  readonly is: "inspect";
  /** What it is about. */
  readonly title: string;
  /** In the order in which they are read. */
  readonly facts: readonly FactText[];
  /** How many of its lines are above what is seen. */
  readonly top: number;
}

/** The providers, to see the models of one of them alone. */
export interface ProvidersScreen {
  /** Which screen it is. */
  readonly is: "providers";
  /** The row that the cursor is on: 0 is all of them. */
  readonly at: number;
}

/** The profiles: one is chosen for a model, or all are looked after. */
export interface ProfilesScreen {
  /** Which screen it is. */
  readonly is: "profiles";
  /** For which model one is chosen; `null`: all are looked after. */
  readonly model: ModelKey | null;
  /** `null`: not had yet. */
  readonly profiles: readonly ListedProfile[] | null;
  /** The row that the cursor is on. */
  readonly at: number;
  /** The profile that is deleted when the key is pressed again; `null`: none. */
  readonly doomed: string | null;
}

/** What is in the fields of a form, and where the cursor is. */
export interface FormFields {
  /** By the names of the fields. */
  readonly fields: { readonly [name: string]: TextInput };
  /** The row that keys go to, of those that are seen; the last one is the button. */
  readonly at: number;
}

/** A form that gives parameters a name. */
export interface NameFields extends FormFields {
  /** Whether there is a profile of the name, which is replaced where the form is sent as it is once more. */
  readonly isTaken: boolean;
}

/** A profile that is made. */
export interface ProfileFormScreen extends NameFields {
  /** Which screen it is. */
  readonly is: "profile_form";
}

/** A sweep that is planned. */
export interface SweepScreen extends FormFields {
  /** Which screen it is. */
  readonly is: "sweep";
  /** What it would take; `null`: not known, or not yet. */
  readonly cost: SweepFormCost | null;
  /** Why nobody can tell; `null`: nothing speaks against it. */
  readonly refusal: string | null;
  /** Of the last question for the cost: an answer to an older one is not taken. */
  readonly ticket: number;
  /** Whether the next press of the button runs it, whatever it may cost. */
  readonly isAgreed: boolean;
}

/** A run that was begun here. */
export interface RunScreen {
  /** Which screen it is. */
  readonly is: "run";
  /** What it does now; `starting` until its first cell is called. */
  readonly phase: "starting" | "running" | "finishing" | "breaking";
  /** `null`: it has not begun. */
  readonly progress: ShownProgress | null;
  /** What it has said that a person should know, the newest last. */
  readonly told: readonly string[];
}

/** What a column of results is put in order by. */
export type ResultSort = "best" | "variant" | "score" | "failed" | "latency" | "ttft" | "tokens" | "cost";

/** What a run came to. */
export interface ResultsScreen {
  /** Which screen it is. */
  readonly is: "results";
  /** The run. */
  readonly summary: RunSummary;
  /** The command that goes on with it; `null`: it is whole. */
  readonly resume: string | null;
  /** The best first. */
  readonly variants: readonly VariantResult[];
  /** The row that the cursor is on. */
  readonly at: number;
  /** What rows are put in order by. */
  readonly sort: ResultSort;
  /** Whether the last one comes first. */
  readonly isReversed: boolean;
}

/** A variant that is kept as a profile. */
export interface KeepScreen extends NameFields {
  /** Which screen it is. */
  readonly is: "keep";
  /** The run that it is of. */
  readonly runId: string;
  /** What is kept. */
  readonly variant: VariantResult;
}

/** What is shown. */
export type Screen =
  | ModelsScreen
  | HelpScreen
  | InspectScreen
  | ProvidersScreen
  | ProfilesScreen
  | ProfileFormScreen
  | SweepScreen
  | RunScreen
  | ResultsScreen
  | KeepScreen;

import { UserError } from "../../base/mod.ts";
import type { ModelKey } from "../../spec/mod.ts";

/** There is a profile of the name that another one was to be given. */
export class ProfileExistsError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "ProfileExistsError";
  /** The name that is taken. */
  readonly profile: string;
  /** The model that the profile is for; `null`: all. */
  readonly model: ModelKey | null;

  /** `model` is `null` where the profile is for all models. */
  constructor(profile: string, model: ModelKey | null) {
    const whose = model === null ? "" : ` for ${model}`;
    super(
      `Cannot save the profile as there is one of this name${whose}, which it would replace: current value is "${profile}"`,
      { exitCode: 2 },
    );
    this.profile = profile;
    this.model = model;
  }
}

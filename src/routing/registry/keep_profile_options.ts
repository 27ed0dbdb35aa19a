import type { ModelKey } from "../../spec/mod.ts";
import type { KeepOptions } from "./keep_options.ts";

/** How a profile is kept. */
export interface KeepProfileOptions extends KeepOptions {
  /** The model that it is for; all unless given. */
  readonly model?: ModelKey;
  /** Take the place of a profile of the same name and for the same models; yes unless given. */
  readonly replace?: boolean;
}

import type { EndpointKey, ModelKey } from "../../spec/mod.ts";

/** A model that a registry takes a call for. */
export interface CallableModel {
  /** What goes into a request's `model`. */
  readonly id: string;
  /** The model that is meant. */
  readonly model: ModelKey;
  /** The endpoint that it is pinned to; `null`: whichever the policy takes. */
  readonly pin: EndpointKey | null;
  /** When the model came out, `YYYY-MM-DD`; `null` is unknown. */
  readonly createdOn: string | null;
}

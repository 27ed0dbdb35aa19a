import type { EndpointKey } from "../../spec/mod.ts";

/** One thing that was looked at before a model becomes the default one. */
export interface SwitchCheck {
  /** What: whether it may be asked at all, its key, what it can do, how much, for how much, and whether it answers. */
  readonly name: "endpoint" | "key" | "capabilities" | "limits" | "price" | "reachability";
  /** `unknown` speaks neither for nor against. */
  readonly verdict: "yes" | "no" | "unknown";
  /** For people: `0.15 in and 0.6 out per million tokens, 94 % less than openai/gpt-4o`. */
  readonly text: string;
}

/** Whether a model can take the place of the default one, and whether it did. */
export interface ModelSwitch {
  /** The default model before; `null`: there was none. */
  readonly from: string | null;
  /** The model that was meant, or the endpoint where one was named. */
  readonly to: string;
  /** The endpoint that a call would ask first, or that comes nearest; `null`: none is known. */
  readonly endpoint: EndpointKey | null;
  /** Whether nothing speaks against it. */
  readonly ok: boolean;
  /** What was looked at. */
  readonly checks: readonly SwitchCheck[];
  /** The file that has the new default; `null`: nothing was written. */
  readonly saved: string | null;
}

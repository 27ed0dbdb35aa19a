import type { HealthState, ProviderKey } from "../../spec/mod.ts";

/** What a probe came to. */
export interface ProbeResult {
  /** Who was asked, under the name that it is set up by. */
  readonly provider: ProviderKey;
  /** `healthy`: it answered well; `degraded`: it answered, but refuses; `down`: it did not; `unknown`: nobody asked. */
  readonly state: HealthState;
  /** Whether the server is there, whatever it says of the key; `null`: it was not asked. */
  readonly answered: boolean | null;
  /** Why it is not healthy, in one sentence; `null` where it is. */
  readonly reason: string | null;
  /** `null`: no response came. */
  readonly httpStatus: number | null;
  /** To the headers of the response; `null`: none came. */
  readonly latencyMs: number | null;
  /** What was asked, without its query: `https://api.openai.com/v1/models`; `null`: nothing was. */
  readonly url: string | null;
  /** When, in RFC 3339 in UTC. */
  readonly at: string;
}

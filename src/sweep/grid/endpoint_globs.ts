import type { Endpoint } from "../../spec/mod.ts";
import { globPattern } from "./glob_pattern.ts";

/** Endpoints by patterns, in which `*` is any text and `?` any character; each list is met by any one of its patterns. */
export interface EndpointGlobs {
  /** Of the key: `openai/*@azure`. Absent: any. */
  readonly endpoint?: readonly string[];
  /** Of the model: `openai/gpt-5*`. Absent: any. */
  readonly model?: readonly string[];
  /** Of the provider's name. Absent: any. */
  readonly provider?: readonly string[];
}

/** What an endpoint is told by. */
export type GlobbedEndpoint = Pick<Endpoint, "key" | "model" | "provider">;

/** Whether an endpoint is one of those that are meant. Nothing that is asked for is met by all. */
export function meetsGlobs(endpoint: GlobbedEndpoint, globs: EndpointGlobs = {}): boolean {
  const { key, model, provider } = endpoint;
  return isLike(key, globs.endpoint) && isLike(model, globs.model) && isLike(provider, globs.provider);
}

function isLike(text: string, globs: readonly string[] | undefined): boolean {
  return globs === undefined || globs.some((glob) => globPattern(glob).test(text));
}

import type { ChatRequest } from "../../spec/mod.ts";

/** A chat request with the model that is to answer it. */
export interface RegistryRequest extends Omit<ChatRequest, "stream"> {
  /**
   * What is meant: a model (`openai/gpt-4o-mini`, an alias of it, a group of one) or an endpoint of one
   * (`openai/gpt-4o-mini@openai`), which pins the call to it. The default model unless given.
   */
  readonly model?: string;
  /** Whether a stream is asked for, which tells the time to the first token; no unless given. */
  readonly stream?: boolean;
  /**
   * The wire format in whose names `extra` is written: `openai-chat`. Endpoints that speak another are asked without
   * those fields, and the answer's warnings name them; any endpoint is sent them unless given.
   */
  readonly wire?: string;
}

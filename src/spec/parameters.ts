import type { ChatRequest } from "./chat.ts";

/** What can be set beside the conversation: the fields of a request that profiles, axes and defaults may give. */
export type ChatParameters = Omit<ChatRequest, "messages" | "stream">;

/** Something in a request that an endpoint does not take. */
export interface ParameterProblem {
  /** As files name it: `temperature`, `extra.logprobs`; of what is no parameter, `messages`. */
  readonly parameter: string;
  /** `refused`: the provider answers with an error; `ignored`: it goes by without effect; else it is one of the two. */
  readonly effect: "refused" | "ignored" | "unknown";
  /** For people: `Cannot send "temperature" as gpt-5 takes 1 alone: current value is 0.2`. */
  readonly message: string;
}

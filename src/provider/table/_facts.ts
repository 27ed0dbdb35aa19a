import type { Dialect } from "../../spec/mod.ts";

export { BEARER } from "../../base/mod.ts";

/** For how long a list of models is fresh. */
export const HOUR_MS = 3_600_000;
/** The same for a server of one's own, whose models come and go with what its user does. */
export const LOCAL_MS = 300_000;

/** Everything as the wire format has it. */
export const PLAIN: Dialect = { renames: {}, refuses: [] };

/** OpenAI's reasoning models refuse `max_tokens`; its other models take either name. */
export const OPENAI: Dialect = {
  renames: { max_tokens: "max_completion_tokens" },
  refuses: ["top_k", "min_p", "repetition_penalty", "reasoning_content"],
};

/** Of routers that take all settings of reasoning in one object, and give reasoning back in OpenRouter's own form. */
export const ROUTER: Dialect = {
  renames: { reasoning_effort: "reasoning.effort", reasoning_content: "reasoning" },
  refuses: [],
};

/** Of llama.cpp's server, and of what is built on it. */
export const LLAMA_CPP: Dialect = { renames: { repetition_penalty: "repeat_penalty" }, refuses: [] };

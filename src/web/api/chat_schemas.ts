import { z } from "zod";

const text = z.string();

/** The body of `POST /v1/chat/completions`, as far as it has to be said: other fields of OpenAI's are taken, too. */
export const chatRequestSchema = z.looseObject({
  model: text.optional().meta({
    description:
      "A model, an alias, or the key of an endpoint, which pins the call to it; the default model unless given.",
    examples: ["openai/gpt-4o-mini", "openai/gpt-4o-mini@openrouter"],
  }),
  messages: z.array(z.looseObject({
    role: z.enum(["system", "developer", "user", "assistant", "tool"]),
    content: z.union([text, z.array(z.looseObject({ type: text })), z.null()]).optional(),
  })).min(1),
  stream: z.boolean().optional(),
  max_tokens: z.int().positive().optional(),
  max_completion_tokens: z.int().positive().optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  seed: z.int().optional(),
  stop: z.union([text, z.array(text)]).optional(),
  tools: z.array(z.looseObject({ type: text })).optional(),
  tool_choice: z.union([text, z.looseObject({ type: text })]).optional(),
  response_format: z.looseObject({ type: text }).optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).optional(),
}).meta({ title: "A request for a chat completion" });

/** What Tapedeck says of an answer beside it. */
const besideSchema = z.looseObject({
  endpoint: text.meta({ description: "Who answered." }),
  source: z.enum(["live", "replay"]),
  attempts: z.int().min(1),
  cost_usd: text.optional().meta({ description: "Exact; absent where it is unknown." }),
});

/** The answer of `POST /v1/chat/completions` where no stream is asked for. */
export const chatCompletionSchema = z.looseObject({
  id: text,
  object: z.literal("chat.completion"),
  created: z.int(),
  model: text.meta({ description: "The key of the endpoint that answered." }),
  choices: z.array(z.looseObject({
    index: z.int(),
    message: z.looseObject({ role: z.literal("assistant"), content: text.nullable() }),
    finish_reason: text,
  })),
  usage: z.looseObject({ prompt_tokens: z.int(), completion_tokens: z.int() }).nullable().optional(),
  x_tapedeck: besideSchema,
}).meta({ title: "A chat completion, as OpenAI's API has it" });

/** The headers by which a call says how its endpoint is chosen. */
export const chatHeadersSchema = z.strictObject({
  "x-tapedeck-policy": text.optional().meta({ description: "How endpoints are put in order: `cost`, `latency`, …" }),
  "x-tapedeck-profile": text.optional().meta({ description: "Named parameters." }),
  "x-tapedeck-pin": text.optional().meta({ description: "The key of the one endpoint that may answer." }),
  "x-tapedeck-scope": text.optional().meta({ description: "The name under which the call stands on the tape." }),
  "x-tapedeck-run": text.optional().meta({ description: "The run that the call belongs to." }),
  "x-tapedeck-lane": z.enum(["interactive", "normal", "bulk"]).optional().meta({ description: "Who goes first." }),
  "x-tapedeck-on-content-filter": z.enum(["true", "false"]).optional().meta({
    description: "Whether a filter that stopped the answer is a reason to ask elsewhere.",
  }),
  "x-tapedeck-max-cost-usd": text.optional().meta({ description: "What the call may cost at most." }),
});

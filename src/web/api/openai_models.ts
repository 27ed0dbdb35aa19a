import { z } from "zod";

/** A model as OpenAI's API lists it. */
export const openaiModelSchema = z.strictObject({
  id: z.string().meta({ description: "What `/v1/chat/completions` takes.", examples: ["openai/gpt-4o-mini"] }),
  object: z.literal("model"),
  created: z.int().min(0).meta({ description: "When it came out, in seconds since 1970; 0 is unknown." }),
  owned_by: z.string().meta({ description: "Whose model it is.", examples: ["openai"] }),
}).meta({ title: "A model, as OpenAI's API has it" });

/** A model as OpenAI's API lists it. */
export type OpenAIModel = z.infer<typeof openaiModelSchema>;

/** The answer of `GET /v1/models`. */
export const openaiModelsSchema = z.strictObject({
  object: z.literal("list"),
  data: z.array(openaiModelSchema),
}).meta({ title: "The models that calls are taken for, as OpenAI's API has them" });

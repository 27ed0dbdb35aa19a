import { z } from "zod";
import { CAPABILITY_WORDS } from "../../base/mod.ts";

const words = [...CAPABILITY_WORDS.keys()] as [string, ...string[]];
const usd = z.string().regex(/^\d{1,12}(\.\d{1,30})?$/, "must be US dollars such as 0.15");
const count = z.string().regex(/^\d{1,12}$/, "must be a whole number");

/** What `GET /api/models` may be asked for. Where several values are taken, the name is repeated. */
export const modelsQuerySchema = z.strictObject({
  provider: z.array(z.string().min(1).max(100)).optional().meta({
    description: "Only what these providers list.",
    examples: [["openrouter"]],
  }),
  q: z.string().max(200).optional().meta({
    description: "Words of the id, the name or the author; typing mistakes are taken. The best come first.",
    examples: ["claude sonnet"],
  }),
  capability: z.array(z.enum(["vision", ...words])).optional().meta({
    description: "Only models that are known to be able to do all of these; `vision` is `images`.",
    examples: [["tools", "images"]],
  }),
  maxPrice: usd.optional().meta({
    description: "At most so many US dollars per million input tokens.",
    examples: ["0.5"],
  }),
  maxOutputPrice: usd.optional().meta({ description: "At most so many US dollars per million output tokens." }),
  minContext: count.optional().meta({ description: "At least so many tokens, input and output together." }),
  kind: z.enum(["chat", "embedding", "image", "audio", "rerank", "moderation", "other"]).optional().meta({
    description: "Only models that make this.",
  }),
  status: z.array(z.enum(["available", "limited", "deprecated", "unavailable"])).optional().meta({
    description: "Only models that stand so.",
  }),
  force: z.enum(["true", "false"]).optional().meta({
    description: "`true` fetches all lists anew, which takes the admin key.",
  }),
});

/** What `GET /api/models` is asked for. */
export type ModelsQuery = z.infer<typeof modelsQuerySchema>;

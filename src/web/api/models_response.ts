import { z } from "zod";
import { modelInfoSchema, tierSchema, timeSchema } from "./model_info.ts";

const callerKeySchema = z.strictObject({
  status: z.enum(["accepted", "refused", "busy", "failed"]).meta({
    description: "`busy`: too many keys of too many callers; the provider was not asked.",
  }),
  lastChecked: timeSchema.nullable(),
  modelCount: z.int().min(0),
  error: z.string().optional(),
}).meta({ description: "What became of the key that came with this request. Nobody else is told." });

/** How one provider's list stands. */
export const providerStateSchema = z.strictObject({
  name: z.string().meta({ description: "For people." }),
  status: z.enum(["healthy", "degraded", "error"]).meta({
    description: "`degraded`: older facts stand in, or it answers badly; `error`: nothing is known, or it is down.",
  }),
  lastChecked: timeSchema.nullable().meta({ description: "When its list was had or tried; `null`: never." }),
  tier: tierSchema.nullable().meta({ description: "`null`: nothing is known." }),
  modelCount: z.int().min(0).meta({
    description:
      "How many models its list has, whatever is asked for: what the configuration declares is not counted, " +
      "except where no list is known (tier `config`).",
  }),
  error: z.string().optional().meta({
    description: "Why its list is no fresher. It has no secrets and no paths in it.",
  }),
  callerKey: callerKeySchema.optional(),
}).meta({ title: "How one provider's list stands" });

/** How one provider's list stands, as the API has it. */
export type ProviderState = z.infer<typeof providerStateSchema>;

/** The answer of `GET /api/models`. */
export const modelsResponseSchema = z.strictObject({
  models: z.array(modelInfoSchema),
  metadata: z.strictObject({
    lastUpdated: timeSchema.nullable().meta({
      description: "When the newest of the lists was had; `null`: none is known.",
    }),
    providers: z.record(z.string(), providerStateSchema),
    totalModels: z.int().min(0).meta({
      description: "How many rows there are without the query's filters, declared ones too.",
    }),
    cacheHit: z.boolean().meta({ description: "Whether no list had to be fetched." }),
    userProvidedKeys: z.array(z.string()).optional().meta({
      description: "The providers whose keys came with the request.",
    }),
  }),
}).meta({ title: "Models, and how the lists stand that they are from" });

/** The answer of `GET /api/models`. */
export type ModelsResponse = z.infer<typeof modelsResponseSchema>;

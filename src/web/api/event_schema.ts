import { z } from "zod";
import { timeSchema } from "./model_info.ts";

const health = z.enum(["healthy", "degraded", "down", "unknown"]);

/** What `GET /api/events` tells: the type is the name of the event, too. */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("refresh"),
    at: timeSchema,
    providers: z.array(z.strictObject({
      provider: z.string(),
      outcome: z.string().meta({ examples: ["fetched", "unchanged", "failed"] }),
      models: z.int().min(0),
    })),
  }).meta({ title: "Lists of models were fetched" }),
  z.strictObject({
    type: z.literal("provider"),
    at: timeSchema,
    provider: z.string(),
    from: health,
    to: health,
    reasons: z.array(z.string()),
  }).meta({ title: "A provider answers better or worse than before" }),
  z.strictObject({
    type: z.literal("price"),
    at: timeSchema,
    provider: z.string(),
    model: z.string(),
    message: z.string(),
  }).meta({ title: "A model costs more or less than before" }),
  z.strictObject({
    type: z.literal("lost"),
    events: z.int().positive(),
  }).meta({ title: "The reader was too slow, and has missed so many events" }),
]).meta({ title: "Something that has happened" });

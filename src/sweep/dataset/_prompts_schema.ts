import { z } from "zod";
import { toolScriptsSchema } from "./_read_script.ts";
import { FIELD_TYPES } from "./_field_types.ts";

const seed = z.union([z.int(), z.string().min(1)]);

/** The table `[prompts]` of a plan. */
export const promptsSchema = z.strictObject({
  file: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], "must be a path, or a list of paths")
    .optional(),
  items: z.array(z.unknown()).optional(),
  template: z.string().optional(),
  template_file: z.string().min(1).optional(),
  system: z.string().optional(),
  system_file: z.string().min(1).optional(),
  id_field: z.string().min(1).optional(),
  expected_field: z.string().min(1).optional(),
  types: z.record(z.string(), z.enum(FIELD_TYPES)).optional(),
  where: z.unknown().optional(),
  sample: z.strictObject({
    count: z.int().min(1).optional(),
    fraction: z.number().gt(0).max(1).optional(),
    seed: seed.default(0),
    stratify_by: z.string().min(1).optional(),
  }).refine(
    ({ count, fraction }) => (count === undefined) !== (fraction === undefined),
    "must have either a count or a fraction",
  )
    .optional(),
  shuffle: seed.optional(),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).optional(),
  turns: z.array(z.string()).min(1).optional(),
  tool_results: toolScriptsSchema.optional(),
  max_tool_rounds: z.int().min(1).optional(),
});

/** `[prompts]` as it was read. */
export type Prompts = z.infer<typeof promptsSchema>;

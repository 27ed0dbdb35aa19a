/**
 * The samples of a plan: read from files of any size, filtered, sampled, and rendered when they are asked for.
 * @module
 */
export type { DatasetCounts } from "./dataset_counts.ts";
export { readPrompts, type ReadPromptsOptions, type ReadPromptsResult } from "./read_prompts.ts";

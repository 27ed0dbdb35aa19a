/**
 * What providers list to callers who bring keys of their own.
 * @module
 */
export type { CallerKey, CallerList } from "./caller_list.ts";
export { CallerLists, type CallerListsAsk, type CallerListsParts } from "./caller_lists.ts";
export { type MergedModel, mergedModels } from "./merged_models.ts";

/**
 * Plans out of what others have: promptfoo's configurations.
 * @module
 */
export { importPromptfoo, type ImportPromptfooOptions, type PromptfooImport } from "./import_promptfoo.ts";
export type { PromptfooNote } from "./promptfoo_note.ts";

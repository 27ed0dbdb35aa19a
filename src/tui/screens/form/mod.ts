/**
 * Forms: fields that are typed or gone through, and a button below them.
 * @module
 */
export type { FormField } from "./form_field.ts";
export { type FormKey, formKey } from "./form_key.ts";
export { formLines, type FormLinesOptions } from "./form_lines.ts";

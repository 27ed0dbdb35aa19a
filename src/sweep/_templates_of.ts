import type { Axis } from "./axis.ts";
import type { SampleTemplates } from "./sample_list.ts";

/** The texts of axes of templates. */
export function templatesOf(axes: readonly Axis[]): SampleTemplates {
  const templates: { system?: readonly string[]; template?: readonly string[] } = {};
  for (const { field, values } of axes) {
    if (field === "system" || field === "template") templates[field] = values as readonly string[];
  }
  return templates;
}

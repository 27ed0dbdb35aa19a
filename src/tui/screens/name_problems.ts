import { profileNameProblem } from "../../config/mod.ts";
import { type FormFields, textOf } from "../state/mod.ts";

/** What is wrong with the name of a profile, as soon as something is typed. */
export function nameProblems({ fields }: FormFields): { readonly name?: string } {
  const name = textOf(fields.name).trim();
  const rule = name === "" ? null : profileNameProblem(name);
  return rule === null ? {} : { name: rule };
}

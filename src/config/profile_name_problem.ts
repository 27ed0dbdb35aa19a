import { name } from "./_field_schemas.ts";

/** What is wrong with a name for a profile, as the end of a sentence: "must be a name without blanks, …"; `null`: nothing is. */
export function profileNameProblem(text: string): string | null {
  const read = name.safeParse(text);
  return read.success ? null : read.error.issues[0].message;
}

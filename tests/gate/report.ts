// deno-lint-ignore-file no-console
/** Prints the problems that a check found, and ends the process with 1 when there are any. */
export function report(check: string, problems: readonly string[]): void {
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? `${check}: ok` : `${check}: ${problems.length} problems`);
  if (problems.length > 0) Deno.exit(1);
}

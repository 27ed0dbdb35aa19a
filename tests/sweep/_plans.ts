import { UserError } from "../../src/base/mod.ts";
import { parsePlan, type SweepPlan } from "../../src/sweep/mod.ts";

/** Parts of a plan's text; what is left out is a small valid part. */
export interface PlanParts {
  readonly head?: string;
  readonly endpoints?: string;
  readonly rest?: string;
  readonly prompts?: string;
}

export const ENDPOINT = `[[endpoints]]
key = "acme/parrot@local/q4"
base_url = "http://127.0.0.1:8091/v1"
`;

const PROMPTS = `[prompts]
template = "Q: {{question}}"
items = [
  { id = "sum", question = "2 + 2", expected = "4" },
  { id = "capital", question = "France?", expected = "Paris" },
]
`;

/** A plan's text from parts, valid unless a part is not. */
export function planText(
  { head = 'name = "test"\n', endpoints = ENDPOINT, rest = "", prompts = PROMPTS }: PlanParts = {},
): string {
  return [head, endpoints, rest, prompts].join("\n");
}

/** A plan from parts, with the text files that it may name. */
export function planOf(parts: PlanParts = {}, files: { readonly [path: string]: string } = {}): Promise<SweepPlan> {
  return parsePlan(planText(parts), { path: "plans/test.toml", readText: textsOf(files) });
}

/** The lines of the error that a plan's text gives, without the heading and the indentation. */
export async function mistakesOf(toml: string, files: { readonly [path: string]: string } = {}): Promise<string[]> {
  try {
    await parsePlan(toml, { path: "plans/test.toml", readText: textsOf(files) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split("\n").slice(1).map((line) => line.trim());
  }
  return [];
}

function textsOf(files: { readonly [path: string]: string }): (path: string) => Promise<string> {
  return (path) =>
    Object.hasOwn(files, path) ? Promise.resolve(files[path]) : Promise.reject(new Deno.errors.NotFound(path));
}

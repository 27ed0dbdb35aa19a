import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import type { GoldenCase } from "./golden_case.ts";

const object = z.record(z.string(), z.json());

const schema = z.strictObject({
  name: z.string().optional(),
  wire: z.string(),
  provider: z.string().optional(),
  tag: z.string().optional(),
  wireModel: z.string().optional(),
  request: z.looseObject({ messages: z.array(object), stream: z.boolean() }).optional(),
  path: z.string().optional(),
  body: object.optional(),
  warnings: z.array(z.string()).optional(),
  response: z.strictObject({
    status: z.int().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional(),
    lines: z.array(z.string()).optional(),
  }).refine((one) => (one.body === undefined) !== (one.lines === undefined), "must have a body or lines").optional(),
  completion: object.optional(),
  failure: object.optional(),
  page: z.json().optional(),
  models: z.array(z.string()).optional(),
}).refine(
  (one) => (one.request === undefined) === (one.body === undefined),
  "must have a body where it has a request, and the other way round",
).refine(
  (one) => (one.response !== undefined) === (one.completion !== undefined || one.failure !== undefined),
  "must have a completion or a failure where it has a response, and the other way round",
).refine(
  (one) => (one.page === undefined) === (one.models === undefined),
  "must have models where it has a page, and the other way round",
);

/**
 * The golden wire files of a folder and of the folders in it, in the order of their paths: every file that ends with
 * `.json` is one.
 *
 * @throws {UserError} when the folder or a file of it cannot be read, or a file is none; the message names it.
 */
export async function readGoldenCases(folder: string): Promise<readonly GoldenCase[]> {
  const cases: GoldenCase[] = [];
  for (const path of await jsonFiles(folder, "")) cases.push(await readCase(folder, path));
  return cases;
}

async function jsonFiles(folder: string, within: string): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, within))) {
      const path = within === "" ? name : `${within}/${name}`;
      if (isDirectory) paths.push(...await jsonFiles(folder, path));
      else if (name.endsWith(".json")) paths.push(path);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Cannot read the golden files as the folder cannot be read: current value is "${folder}"`, {
      exitCode: 2,
      cause: error,
    });
  }
  return paths.sort();
}

async function readCase(folder: string, path: string): Promise<GoldenCase> {
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(join(folder, path)));
  } catch (error) {
    throw new UserError(`Cannot read the golden file as it is no JSON: current value is "${join(folder, path)}"`, {
      exitCode: 2,
      cause: error,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return { name: path, ...result.data } as GoldenCase;
  const [issue] = result.error.issues;
  const where = issue.path.length === 0 ? "it" : `"${issue.path.join(".")}"`;
  throw new UserError(
    `Cannot read the golden file as ${where} is not as it must be (${issue.message}): ` +
      `current value is "${join(folder, path)}"`,
    { exitCode: 2 },
  );
}

import { basename } from "node:path";
import { stringify } from "@std/toml";
import { isTable, UserError } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { Files } from "./_files.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";
import { promptTables, readPromptTemplates } from "./_read_prompts.ts";
import { readProviders } from "./_read_providers.ts";
import { readTests } from "./_read_tests.ts";
import { scoredRows } from "./_scored_rows.ts";
import { noteOf, type Part, partAt, Source } from "./_source.ts";

/** Options of {@linkcode importPromptfoo}. */
export interface ImportPromptfooOptions {
  /** The file of samples, as the plan will name it. `promptfoo.jsonl` unless given. */
  readonly data?: string;
  /** Files that the configuration names and that are outside of this folder are not read; its own unless given. */
  readonly root?: string;
  /** Reads a file by its path. `Deno.readTextFile` unless given. */
  readonly readText?: (path: string) => Promise<string>;
}

/** What a configuration of promptfoo came to. */
export interface PromptfooImport {
  /** The text of the plan, in TOML. */
  readonly plan: string;
  /** The text of its file of samples, in JSON Lines. */
  readonly samples: string;
  /** What was found. */
  readonly counts: {
    /** Entries of `[[endpoints]]`. */
    readonly endpoints: number;
    /** Prompts, which are templates. */
    readonly prompts: number;
    /** Lines of the file of samples. */
    readonly samples: number;
    /** Assertions that the samples carry as checks. */
    readonly checks: number;
  };
  /** What the plan does not have, or has in another way, in the order of the files' lines. */
  readonly notes: readonly PromptfooNote[];
}

/** Keys that are read, and those that say nothing of what is sent or scored. */
const KNOWN = new Set([
  "description",
  "providers",
  "targets",
  "prompts",
  "tests",
  "defaultTest",
  "assertionTemplates",
  "evaluateOptions",
  "outputPath",
  "sharing",
  "tags",
  "writeLatestResults",
  "$schema",
  "metadata",
]);

/**
 * Turn a configuration of promptfoo into a plan and its file of samples: providers into endpoints, prompts into
 * templates, tests with the default test into samples, and the common assertions into checks that each sample brings
 * along. What a plan cannot carry (code, programs of Nunjucks, providers that are none of an API) is told with its file
 * and line, and left out.
 *
 * @throws {UserError} with exit code 2 when the file or one that it names is no YAML, or no prompt or endpoint is left.
 *
 * @example A prompt, a test and an assertion
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { importPromptfoo, parsePlan } from "@tapedeck/tapedeck";
 *
 * const yaml = `
 * prompts: ["The capital of {{country}}?"]
 * providers: ["openai:gpt-4o-mini"]
 * tests:
 *   - vars: { country: France }
 *     assert: [{ type: icontains, value: paris }, { type: javascript, value: "output.length < 99" }]
 * `;
 * const { plan, samples, notes } = await importPromptfoo("promptfooconfig.yaml", { readText: () => Promise.resolve(yaml) });
 * assertEquals(notes.map(({ line, kind }) => [line, kind]), [[6, "left out"]]);
 * const { endpoints } = await parsePlan(plan, { path: "plan.toml", readText: () => Promise.resolve(samples) });
 * assertEquals(endpoints[0].key, "openai/gpt-4o-mini@openai");
 * ```
 */
export async function importPromptfoo(path: string, options: ImportPromptfooOptions = {}): Promise<PromptfooImport> {
  const { data = "promptfoo.jsonl", readText = Deno.readTextFile, root: folder } = options;
  const { root } = new Source(path, await readText(path));
  if (!isTable(root.value)) {
    throw new UserError(`Cannot import the configuration as it is no table: current value is "${path}"`, {
      exitCode: 2,
    });
  }
  const files = new Files(path, readText, folder);
  const notes: PromptfooNote[] = [];
  refuseUnknown(root, notes);
  const providers = partAt(root, "targets").value === null ? partAt(root, "providers") : partAt(root, "targets");
  const endpoints = readProviders(providers, notes);
  const prompts = await readPromptTemplates(partAt(root, "prompts"), { files, notes });
  for (const [what, found] of Object.entries({ providers: endpoints, prompts })) {
    if (found.length > 0) continue;
    const reasons = notes.filter(({ where }) => where.startsWith(what)).map(({ message }) => `: ${message}`).at(0) ??
      "";
    throw new UserError(
      `Cannot import the configuration as none of its ${what} can be used${reasons}: current value is "${path}"`,
      {
        exitCode: 2,
      },
    );
  }
  const defaults = await defaultTest(partAt(root, "defaultTest"), { files, notes });
  const templates = partAt(root, "assertionTemplates").value;
  const tests = await readTests(partAt(root, "tests"), { files, notes, defaults, templates });
  const { rows, idField, score, checks } = scoredRows(tests, { notes, at: root });
  const tables = promptTables(prompts, { notes, at: partAt(root, "prompts") });
  const plan = planOf(root, { endpoints, prompts: tables, data, idField, score });
  return {
    plan: `# Made of ${basename(path)} by tapedeck import promptfoo.\n${stringify(plan)}`,
    samples: rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    counts: { endpoints: endpoints.length, prompts: tables.count, samples: rows.length, checks },
    notes: sorted(notes, path),
  };
}

function planOf(
  root: Part,
  { endpoints, prompts, data, idField, score }: {
    endpoints: readonly JsonObject[];
    prompts: ReturnType<typeof promptTables>;
    data: string;
    idField: string;
    score: JsonObject;
  },
): JsonObject {
  const description = partAt(root, "description").value;
  const settings = partAt(root, "evaluateOptions");
  const repeats = partAt(settings, "repeat").value;
  const concurrency = partAt(settings, "maxConcurrency").value;
  const isCount = (value: JsonValue): value is number => Number.isInteger(value) && (value as number) >= 1;
  return {
    name: typeof description === "string" && description.trim() !== "" ? description.trim() : "promptfoo",
    ...(isCount(repeats) ? { repeats } : {}),
    endpoints: [...endpoints],
    ...(prompts.grid === null ? {} : { grid: prompts.grid }),
    prompts: { file: data, id_field: idField, ...prompts.prompts },
    ...(isCount(concurrency) ? { run: { concurrency } } : {}),
    ...(Object.keys(score).length === 0 ? {} : { score }),
  };
}

function refuseUnknown(root: Part, notes: PromptfooNote[]): void {
  for (const key of Object.keys(root.value as JsonObject).filter((key) => !KNOWN.has(key))) {
    notes.push(noteOf(partAt(root, key), "left out", `${key} is left out`));
  }
  const settings = partAt(root, "evaluateOptions");
  const known = new Set(["repeat", "maxConcurrency", "showProgressBar", "cache"]);
  for (const key of isTable(settings.value) ? Object.keys(settings.value) : []) {
    if (!known.has(key)) notes.push(noteOf(partAt(settings, key), "left out", `${key} is left out`));
  }
}

/** The default test, which may stand in another file. */
async function defaultTest(part: Part, { files, notes }: { files: Files; notes: PromptfooNote[] }): Promise<Part> {
  if (typeof part.value !== "string") {
    for (const key of isTable(part.value) ? Object.keys(part.value) : []) {
      if (["vars", "assert", "description", "metadata"].includes(key)) continue;
      notes.push(noteOf(partAt(part, key), "left out", `${key} of the default test is left out`));
    }
    return part;
  }
  const source = await files.source(part.value);
  if (source instanceof Source) return source.root;
  notes.push(noteOf(part, "left out", `the default test is left out: ${source.reason}`));
  return { ...part, value: null };
}

/** The configuration's own first, then the others, by line; what is told of every test alike is told once. */
function sorted(notes: readonly PromptfooNote[], path: string): PromptfooNote[] {
  const unique = [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
  const rank = ({ file }: PromptfooNote) => file === path ? "" : file;
  return unique.sort((a, b) => rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : (a.line ?? 0) - (b.line ?? 0));
}

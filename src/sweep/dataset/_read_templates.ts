import type { FileProblems, KeyPath } from "../../config/mod.ts";
import type { SampleTemplates } from "../sample_list.ts";
import type { ReadText } from "./_open_row_file.ts";
import type { Prompts } from "./_prompts_schema.ts";
import { parseTemplate, type Template } from "./_template.ts";

/** What samples are rendered with. */
export interface Templates {
  /** At least one; several where the grid has an axis of them. */
  readonly user: readonly Template[];
  /** The same for the system message; none: there is no such message. */
  readonly system: readonly Template[];
  /** What the user says after each answer. */
  readonly turns: readonly Template[];
  /** Whether `user` is what a plan without a template gets. */
  readonly isDefault: boolean;
  /** Whether the grid chooses. */
  readonly isAxis: { readonly user: boolean; readonly system: boolean };
}

/** What the templates are read with. */
export interface ReadTemplatesOptions {
  readonly choices: SampleTemplates;
  /** Where paths of the plan start from. */
  readonly besidePlan: (path: string) => string;
  /** Absent: files are in the file system. */
  readonly readText?: ReadText | undefined;
  readonly problems: FileProblems;
}

/** The templates of the plan and of its axes; `null`: one is wrong, and the problems say which. */
export async function readTemplates(prompts: Prompts, options: ReadTemplatesOptions): Promise<Templates | null> {
  const { choices, problems } = options;
  const before = problems.count;
  const own = await ownText(prompts, "template", options);
  const system = await ownText(prompts, "system", options);
  if (choices.template !== undefined && own !== null) {
    problems.add(["grid", "template"], "is an axis, and the plan has a template in [prompts] too: give it once");
  }
  if (choices.system !== undefined && system !== null) {
    problems.add(["grid", "system"], "is an axis, and the plan has a system message in [prompts] too: give it once");
  }
  const parse = (texts: readonly string[], path: (i: number) => KeyPath) =>
    texts.flatMap((text, i) => parsed(text, path(i), problems));
  const templates = {
    user: parse(
      choices.template ?? [own ?? "{{prompt}}"],
      (i) => choices.template === undefined ? ["prompts", "template"] : ["grid", "template", i],
    ),
    system: parse(
      choices.system ?? (system === null ? [] : [system]),
      (i) => choices.system === undefined ? ["prompts", "system"] : ["grid", "system", i],
    ),
    turns: parse(prompts.turns ?? [], (i) => ["prompts", "turns", i]),
    isDefault: choices.template === undefined && own === null,
    isAxis: { user: choices.template !== undefined, system: choices.system !== undefined },
  };
  return problems.count > before ? null : templates;
}

function parsed(text: string, path: KeyPath, problems: FileProblems): Template[] {
  try {
    return [parseTemplate(text)];
  } catch (error) {
    problems.add(path, (error as SyntaxError).message);
    return [];
  }
}

/** A device may never end, and a plan may be a stranger's. */
async function readRegularFile(path: string): Promise<string> {
  if (!(await Deno.stat(path)).isFile) throw new TypeError("it is no file");
  return await Deno.readTextFile(path);
}

/** A text of the plan, or of the file that it names; `null`: it has none. */
async function ownText(
  prompts: Prompts,
  key: "template" | "system",
  { besidePlan, readText, problems }: ReadTemplatesOptions,
): Promise<string | null> {
  const text = prompts[key];
  const path = prompts[`${key}_file`];
  if (path === undefined) return text ?? null;
  if (text !== undefined) {
    problems.add(["prompts", `${key}_file`], `stands beside prompts.${key}: give one of them`);
    return null;
  }
  const file = besidePlan(path);
  try {
    // A text editor ends a file with a line break that nobody means to send.
    return (await (readText ?? readRegularFile)(file)).replace(/^\uFEFF/, "").replace(/\r?\n$/, "");
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message;
    problems.add(["prompts", `${key}_file`], `cannot be read as ${reason}`, file);
    return null;
  }
}

import { z } from "zod";
import { nearestName, taggedHash } from "../base/mod.ts";
import { type FileProblems, readSection } from "../config/mod.ts";
import type { ChatMessage, JsonValue } from "../spec/mod.ts";
import { readMessages } from "./_prompt_messages.ts";
import { besidePlan, fileRows, inlineRows, type PromptRow, type ReadText } from "./_prompt_rows.ts";
import { missingVariables, parseTemplate, type Template } from "./_template.ts";
import type { PlanSample } from "./plan_sample.ts";

const promptsSchema = z.strictObject({
  file: z.string().min(1).optional(),
  items: z.array(z.unknown()).optional(),
  template: z.string().optional(),
  system: z.string().optional(),
  id_field: z.string().min(1).optional(),
  expected_field: z.string().min(1).optional(),
});

type Prompts = z.infer<typeof promptsSchema>;

interface Templates {
  readonly user: Template;
  readonly system: Template | null;
  /** Whether `user` is what a plan without a template gets. */
  readonly isDefault: boolean;
}

const SHAPE_RULE = "must be a table [prompts] with a file, or with samples as [[prompts.items]]";

/** `[prompts]` as rendered samples. */
export async function readPrompts(
  raw: unknown,
  { planPath, readText, problems }: { planPath: string; readText: ReadText; problems: FileProblems },
): Promise<PlanSample[]> {
  if (raw === undefined || Array.isArray(raw)) {
    problems.add(["prompts"], raw === undefined ? `is missing: it ${SHAPE_RULE}` : SHAPE_RULE);
    return [];
  }
  const prompts = readSection(promptsSchema, raw, { path: ["prompts"], problems });
  if (prompts === null) return [];
  const templates = readTemplates(prompts, problems);
  const rows = await readRows(prompts, { planPath, readText, problems });
  if (templates === null || rows.length === 0) return [];
  refuseConstantTemplate(templates, rows, problems);
  return toSamples(rows, { prompts, templates, problems });
}

async function readRows(
  { file, items }: Prompts,
  { planPath, readText, problems }: { planPath: string; readText: ReadText; problems: FileProblems },
): Promise<PromptRow[]> {
  if ((file === undefined) === (items === undefined)) {
    problems.add(
      ["prompts"],
      `must have either a file or items, ${file === undefined ? "and has neither" : "and has both"}`,
    );
    return [];
  }
  const before = problems.count;
  const rows = file === undefined
    ? inlineRows(items!, { file: planPath, problems })
    : await fileRows(besidePlan(planPath, file), { readText, problems });
  if (rows.length === 0 && problems.count === before) {
    problems.add(["prompts", file === undefined ? "items" : "file"], "must have at least 1 sample");
  }
  return rows;
}

function readTemplates(prompts: Prompts, problems: FileProblems): Templates | null {
  const read = (key: "template" | "system", text: string): Template | null => {
    try {
      return parseTemplate(text);
    } catch (error) {
      problems.add(["prompts", key], (error as SyntaxError).message);
      return null;
    }
  };
  const user = read("template", prompts.template ?? "{{prompt}}");
  const system = prompts.system === undefined ? null : read("system", prompts.system);
  if (user === null || (system === null && prompts.system !== undefined)) return null;
  return { user, system, isDefault: prompts.template === undefined };
}

function refuseConstantTemplate({ user, system }: Templates, rows: readonly PromptRow[], problems: FileProblems): void {
  const templated = rows.filter((row) => !Object.hasOwn(row.fields, "messages")).length;
  if (templated > 1 && user.variables.length + (system?.variables.length ?? 0) === 0) {
    problems.add(["prompts", "template"], `has no {{variable}}, so that all ${templated} samples would send the same`);
  }
}

function toSamples(
  rows: readonly PromptRow[],
  { prompts, templates, problems }: { prompts: Prompts; templates: Templates; problems: FileProblems },
): PlanSample[] {
  const placeOfId = new Map<string, string>();
  const twins = new Map<string, number>();
  return rows.flatMap((row, i) => {
    const id = readId(row, { i, idField: prompts.id_field, problems });
    const where = `${row.where} (${id})`;
    const place = row.line === null ? row.file : `${row.file}:${row.line}`;
    if (placeOfId.has(id)) problems.addAt(row, where, `has the id of the sample at ${placeOfId.get(id)}`);
    placeOfId.set(id, place);
    const messages = render(row, { where, templates, problems });
    if (messages === null) return [];
    const messagesHash = taggedHash("messages", messages as unknown as JsonValue);
    const twin = (twins.get(messagesHash) ?? 0) + 1;
    twins.set(messagesHash, twin);
    const expected = readExpected(row, { where, expectedField: prompts.expected_field, problems });
    return [{ id, messages, expected, messagesHash, twin }];
  });
}

function readId(
  { fields, where, ...place }: PromptRow,
  { i, idField, problems }: { i: number; idField: string | undefined; problems: FileProblems },
): string {
  const name = idField ?? "id";
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
  if (value !== undefined) problems.addAt(place, where, `has an id that is no string and no number (${name})`, value);
  else if (idField !== undefined) problems.addAt(place, where, `has no field "${name}", which id_field names`);
  return String(i + 1);
}

function readExpected(
  { fields, file, line }: PromptRow,
  { where, expectedField, problems }: { where: string; expectedField: string | undefined; problems: FileProblems },
): JsonValue {
  const name = expectedField ?? "expected";
  if (Object.hasOwn(fields, name)) return fields[name] === "" && /\.csv$/i.test(file) ? null : fields[name];
  if (expectedField !== undefined) {
    problems.addAt({ file, line }, where, `has no field "${name}", which expected_field names`);
  }
  return null;
}

function render(
  row: PromptRow,
  { where, templates: { user, system, isDefault }, problems }: {
    where: string;
    templates: Templates;
    problems: FileProblems;
  },
): ChatMessage[] | null {
  const { fields } = row;
  const before = problems.count;
  const whole = Object.hasOwn(fields, "messages") ? readMessages(fields.messages) : null;
  for (const template of [system, whole === null ? user : null]) {
    for (const name of template === null ? [] : missingVariables(template, fields)) {
      problems.addAt(row, where, missingRule(name, { fields, isDefault: isDefault && template === user }));
    }
  }
  if (whole !== null && !whole.ok) problems.addAt(row, where, whole.rule);
  const hasOwnSystem = whole?.ok === true && /^(system|developer)$/.test(whole.messages[0].role);
  if (hasOwnSystem && system !== null) {
    problems.addAt(row, where, "has a system message of its own beside the plan's prompts.system: give one of them");
  }
  if (problems.count > before) return null;
  const head: ChatMessage[] = system === null ? [] : [{ role: "system", content: system.render(fields) }];
  return [...head, ...(whole?.ok ? whole.messages : [{ role: "user" as const, content: user.render(fields) }])];
}

function missingRule(name: string, { fields, isDefault }: { fields: PromptRow["fields"]; isDefault: boolean }): string {
  if (isDefault) return 'has no field "prompt", and the plan has no prompts.template that uses other fields';
  if (Object.hasOwn(fields, name)) return `has null for {{${name}}}`;
  const nearest = nearestName(name, Object.keys(fields));
  return `has no field for {{${name}}}${nearest === null ? "" : `: did you mean {{${nearest}}}?`}`;
}

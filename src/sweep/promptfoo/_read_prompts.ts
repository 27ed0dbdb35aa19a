import { isTable } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { type Files, isFile } from "./_files.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";
import { isProgram, templateOf } from "./_rendered.ts";
import { noteOf, type Part, partAt, partsOf, Source } from "./_source.ts";

/** A prompt as plans have them. */
export interface PromptTemplate {
  /** `null`: it has no system message. */
  readonly system: string | null;
  readonly template: string;
}

/** The prompts of a configuration, those in other files too. */
export async function readPromptTemplates(
  prompts: Part,
  { files, notes }: { files: Files; notes: PromptfooNote[] },
): Promise<PromptTemplate[]> {
  const found: PromptTemplate[] = [];
  for (const part of partsOf(prompts)) {
    for (const text of await textsOf(part, { files, notes })) {
      const prompt = promptOf(text);
      if (typeof prompt !== "string") found.push(prompt);
      else notes.push(noteOf(part, "left out", `a prompt is left out: ${prompt}`));
    }
  }
  return found;
}

/** The texts of a prompt: itself, or those of its file, which `---` keeps apart. */
async function textsOf(part: Part, { files, notes }: { files: Files; notes: PromptfooNote[] }): Promise<JsonValue[]> {
  const { value } = part;
  const leave = (reason: string): JsonValue[] => {
    notes.push(noteOf(part, "left out", `a prompt is left out: ${reason}`));
    return [];
  };
  if (isTable(value)) {
    const own = partAt(part, "raw").value === null ? partAt(part, "id") : partAt(part, "raw");
    return typeof own.value === "string" ? await textsOf(own, { files, notes }) : leave("it has neither raw nor id");
  }
  if (typeof value !== "string") return leave("it is no text");
  if (isFile(value, /\.(?:txt|md|json|ya?ml)$/)) {
    const text = await files.text(value);
    if (typeof text !== "string") return leave(text.reason);
    if (/\.ya?ml$/.test(value)) return [new Source(value.replace(/^file:\/\//, ""), text).value];
    return value.endsWith(".txt")
      ? text.split(/^---\s*$/m).map((one) => one.trim()).filter((one) => one !== "")
      : [text];
  }
  return /^(?:file|exec|package|langfuse|helicone|portkey):\/\//.test(value) ||
      /\.(?:[cm]?[jt]s|py)(?::\w+)?$/.test(value)
    ? leave("it is a program or stands elsewhere")
    : [value];
}

/** A prompt from its text, which may be a chat in JSON; as a rule why it is none. */
function promptOf(value: JsonValue): PromptTemplate | string {
  const chat = typeof value === "string" ? chatOf(value) : value;
  if (chat === null) return plainPrompt(null, value as string);
  const messages = Array.isArray(chat) ? chat as JsonObject[] : [];
  const texts = messages.every(({ content }) => typeof content === "string");
  const roles = messages.map(({ role }) => role === "developer" ? "system" : role).join(" ");
  if (!texts || !/^(?:system )?user$/.test(roles)) return "it is a chat of more than a system and a user message";
  const [first, second] = messages.map(({ content }) => content as string);
  return second === undefined ? plainPrompt(null, first) : plainPrompt(first, second);
}

function plainPrompt(system: string | null, template: string): PromptTemplate | string {
  if (isProgram(template) || (system !== null && isProgram(system))) {
    return "it is a program of Nunjucks, and templates have variables only";
  }
  return { system: system === null ? null : templateOf(system), template: templateOf(template) };
}

function chatOf(text: string): JsonValue {
  if (!/^\s*\[/.test(text)) return null;
  try {
    const value: JsonValue = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * The tables of a plan that send these prompts: its own, and those of a grid where they differ. Both texts of prompts
 * move along together, each once, so one that shares its system message with some of the others only is left out.
 */
export function promptTables(
  given: readonly PromptTemplate[],
  { notes, at }: { notes: PromptfooNote[]; at: Part },
): { readonly prompts: JsonObject; readonly grid: JsonObject | null; readonly count: number } {
  const prompts = [...new Map(given.map((prompt) => [JSON.stringify(prompt), prompt])).values()];
  const [first] = prompts;
  const count = prompts.length;
  const isOneSystem = prompts.every(({ system }) => system === first.system);
  const common: JsonObject = isOneSystem && first.system !== null ? { system: first.system } : {};
  if (count === 1) return { prompts: { ...common, template: first.template }, grid: null, count };
  if (isOneSystem) return { prompts: common, grid: { template: prompts.map(({ template }) => template) }, count };
  const paired = prompts.filter(({ system }) => system !== null);
  if (paired.length === count && paired.every(({ template }) => template === first.template)) {
    return { prompts: { template: first.template }, grid: { system: prompts.map(({ system }) => system) }, count };
  }
  const kept = paired.filter((prompt, i) =>
    paired.findIndex(({ system }) => system === prompt.system) === i &&
    paired.findIndex(({ template }) => template === prompt.template) === i
  );
  if (kept.length < count) {
    const left = count - kept.length;
    notes.push(
      noteOf(
        at,
        "left out",
        `${left} prompts are left out, as they share one message with others and not the other: make a plan of their own`,
      ),
    );
  }
  if (kept.length === 1) return { prompts: { ...kept[0] }, grid: null, count: 1 };
  const zip = [{ system: kept.map(({ system }) => system), template: kept.map(({ template }) => template) }];
  return { prompts: {}, grid: { zip }, count: kept.length };
}

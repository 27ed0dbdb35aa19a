import { z } from "zod";
import { canonicalJson, isJson, issueRule } from "../../base/mod.ts";
import type { ChatMessage, JsonObject, JsonValue, ToolScript } from "../../spec/mod.ts";
import { readMessages } from "./_prompt_messages.ts";

/** How often a turn may call tools where nobody says. */
export const TOOL_ROUNDS = 8;

const json = z.custom<JsonValue>(isJson, "must be a value that JSON can carry");
const toolScript = z.strictObject({
  tool: z.string().min(1),
  arguments: z.record(z.string(), json).optional(),
  result: json,
  is_error: z.boolean().optional(),
  times: z.int().min(1).optional(),
}).transform(({ is_error: isError, result, ...rest }): ToolScript => ({
  ...rest as { tool: string; arguments?: JsonObject; times?: number },
  result: textOf(result),
  ...(isError === undefined ? {} : { isError }),
}));

/** What tools give back: a list of scripts, or a table of results by the tools' names. */
export const toolScriptsSchema: z.ZodType<ToolScript[]> = z.union([
  z.array(toolScript).min(1),
  z.record(z.string().min(1), json).transform((results) =>
    Object.entries(results).map(([tool, result]): ToolScript => ({ tool, result: textOf(result) }))
  ),
], "must be a list of { tool, arguments, result, is_error, times } or a table of results by tools");

/** What a row says, or in words what is wrong with it. */
export type ReadResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rule: string };

/** The `tool_results` of a row. */
export function readToolScripts(raw: JsonValue): ReadResult<ToolScript[]> {
  const result = toolScriptsSchema.safeParse(raw);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  const at = issue.path.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join("");
  return { ok: false, rule: `has tool_results${at} that ${issueRule(issue, raw)}` };
}

/** The `turns` of a row: texts of the user, or messages in OpenAI's form. */
export function readTurns(raw: JsonValue): ReadResult<(readonly ChatMessage[])[]> {
  if (!Array.isArray(raw) || raw.length === 0) {
    return { ok: false, rule: "has turns that are no list of texts or of lists of messages" };
  }
  const turns: (readonly ChatMessage[])[] = [];
  for (const [i, turn] of raw.entries()) {
    if (typeof turn === "string") {
      turns.push([{ role: "user", content: turn }]);
      continue;
    }
    const read = readMessages(turn);
    if (!read.ok) return { ok: false, rule: `turns[${i}] ${read.rule}` };
    turns.push(read.messages);
  }
  return { ok: true, value: turns };
}

function textOf(result: JsonValue): string {
  return typeof result === "string" ? result : canonicalJson(result);
}

import { z } from "zod";
import type { ChatMessage, ContentPart, JsonValue } from "../../spec/mod.ts";

const part: z.ZodType<ContentPart> = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({
    type: z.literal("image_url"),
    image_url: z.strictObject({ url: z.string(), detail: z.enum(["auto", "low", "high"]).optional() }),
  }).transform(({ image_url: { url, detail } }) => ({ type: "image" as const, url, ...(detail && { detail }) })),
]);

const toolCall = z.strictObject({
  id: z.string(),
  type: z.literal("function").optional(),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
}).transform(({ id, function: { name, arguments: args } }) => ({ id, name, arguments: args }));

const message: z.ZodType<ChatMessage> = z.discriminatedUnion("role", [
  z.strictObject({ role: z.enum(["system", "developer"]), content: z.string() }),
  z.strictObject({
    role: z.literal("user"),
    content: z.union([z.string(), z.array(part).min(1)]),
    name: z.string().optional(),
  }),
  z.strictObject({
    role: z.literal("assistant"),
    content: z.string().nullable().default(null),
    tool_calls: z.array(toolCall).min(1).optional(),
    name: z.string().optional(),
  }).transform(({ tool_calls: toolCalls, ...rest }) => ({ ...rest, ...(toolCalls && { toolCalls }) })),
  z.strictObject({ role: z.literal("tool"), tool_call_id: z.string(), content: z.string() })
    .transform(({ tool_call_id: toolCallId, ...rest }) => ({ ...rest, toolCallId })),
]);

const messages: z.ZodType<ChatMessage[]> = z.array(message).min(1);

/** The `messages` of a sample, in the form of OpenAI's chat completions, or in words what is wrong with them. */
export function readMessages(raw: JsonValue): { ok: true; messages: ChatMessage[] } | { ok: false; rule: string } {
  const result = messages.safeParse(raw);
  if (result.success) return { ok: true, messages: result.data };
  const [first] = result.error.issues;
  const where = first.path.length === 0 ? "" : ` at ${first.path.map(String).join(".")}`;
  return { ok: false, rule: `has messages that are no chat messages in OpenAI's form${where}: ${first.message}` };
}

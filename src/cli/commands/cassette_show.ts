import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import type { InteractionDescription } from "../../cassette/mod.ts";
import { describeInteractions } from "../../recording/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { eventsText, interactionText } from "../_interaction_text.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { type CommandResult, defineCommand } from "../command.ts";

const flags = z.strictObject({
  scope: z.string().optional().meta({ placeholder: "SCOPE", description: "Only the interactions of this scope" }),
  raw: z.boolean().default(false).describe("Print the bytes of the answer's body, and nothing else"),
  events: z.boolean().default(false).describe("Print the chunks of the answer with their times"),
});

/** Shows interactions of a cassette. */
export const cassetteShow = defineCommand({
  name: "cassette show",
  summary: "Show what was asked and answered: one interaction of a cassette, or all",
  args: [
    { name: "FILE", description: "The cassette" },
    { name: "WHICH", description: "A line of the file, or how a key begins; all unless given", default: "" },
  ],
  flags,
  examples: [
    { line: "tapedeck cassette show tape.jsonl 12", does: "What stands on line 12" },
    { line: "tapedeck cassette show tape.jsonl 5jHx --events", does: "How the answer came" },
  ],
  run({ io, json }, { args: [file, which], flags: { scope, raw, events } }): Promise<CommandResult> {
    if (raw && (json || events)) {
      throw new UserError("Cannot show bytes with --raw beside --json or --events: choose one", { exitCode: 2 });
    }
    const found = describeInteractions(commandPath(io, file), { ...(which === "" ? {} : { which }), scope });
    const document: InteractionDescription[] = [];
    let count = 0;
    let only: InteractionDescription | null = null;
    for (const one of found) {
      count++;
      if (json) document.push(one);
      else if (raw) only = one;
      else {
        const text = events
          ? `${file}:${one.line} ${one.record.key}\n${
            eventsText(one, io.stdout.isTerminal ? io.stdout.columns : Infinity)
          }`
          : interactionText(file, one);
        // At once, as a cassette may be larger than the memory.
        io.stdout.write(count === 1 ? text : `\n${"─".repeat(40)}\n${text}`);
      }
    }
    if (raw && count > 1) {
      throw new UserError(`Cannot show bytes as ${count} interactions are meant: name one by its line or its key`, {
        exitCode: 2,
      });
    }
    if (only !== null) io.stdout.write(only.body);
    return Promise.resolve({ text: "", document: { interactions: document.map(documentOf) } });
  },
});

function documentOf({ line, superseded, record, facts, segments, outcome, chunks }: InteractionDescription) {
  const events = chunks.map(({ ms, bytes }) => ({ ms, text: new TextDecoder().decode(bytes) }));
  const { record: asItStands } = JSON.parse(JSON.stringify({ record }));
  const ours = snakeKeys({ facts, segments, answer: outcome, events }) as JsonObject;
  return { line, superseded, record: asItStands, ...ours };
}

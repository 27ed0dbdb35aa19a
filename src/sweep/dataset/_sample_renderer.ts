import { taggedHash } from "../../base/mod.ts";
import type { ChatMessage, JsonObject, JsonValue, PromptSample, SampleScript } from "../../spec/mod.ts";
import type { SampleChoice } from "../sample_list.ts";
import { readMessages } from "./_prompt_messages.ts";
import type { Prompts } from "./_prompts_schema.ts";
import { readToolScripts, readTurns, TOOL_ROUNDS } from "./_read_script.ts";
import type { Templates } from "./_read_templates.ts";
import { type MissingVariable, missingVariables, type Template } from "./_template.ts";

/** A row that is made a sample of. */
export interface RenderedRow {
  readonly fields: JsonObject;
  /** Whether its cells are text, so that an empty one is nothing. */
  readonly isText: boolean;
  /** The number of the row, from 1: its id where it has none of its own. */
  readonly number: number;
}

/** A sample without what tells it from others. */
export type RenderedSample = PromptSample & { readonly messagesHash: string };

/** What a row has of its own beside what templates make of it. */
interface OwnParts {
  readonly messages: readonly ChatMessage[] | null;
  readonly script: SampleScript | null;
  /** Whether the first of its own turns is what the user begins with. */
  readonly turnsOpen: boolean;
}

/** Told what is wrong with a row. */
export type Say = (rule: string, value?: JsonValue) => void;

/** Makes samples of rows. What it takes without a word it renders with any choice. */
export class SampleRenderer {
  readonly #prompts: Prompts;
  readonly #templates: Templates;
  /** Every combination of the axes of templates. */
  readonly choices: readonly SampleChoice[];

  constructor(prompts: Prompts, templates: Templates) {
    this.#prompts = prompts;
    this.#templates = templates;
    const { isAxis, system, user } = templates;
    const systems: SampleChoice[] = isAxis.system ? system.map((_, i) => ({ system: i })) : [{}];
    this.choices = systems.flatMap((choice): SampleChoice[] =>
      isAxis.user ? user.map((_, i) => ({ ...choice, template: i })) : [choice]
    );
  }

  /** Whether what is sent for a row follows from its fields at all. */
  variesWith(fields: JsonObject): boolean {
    const { user, system, turns } = this.#templates;
    return Object.hasOwn(fields, "messages") || Object.hasOwn(fields, "turns") ||
      [...user, ...system, ...turns].some(({ variables }) => variables.length > 0);
  }

  /** The id of a row, whatever else is wrong with it. */
  idOf({ fields, number }: RenderedRow, say: Say = () => {}): string {
    const { id_field: idField } = this.#prompts;
    const name = idField ?? "id";
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
    if (value !== undefined) say(`has an id that is no string and no number (${name})`, value);
    else if (idField !== undefined) say(`has no field "${name}", which id_field names`);
    return String(number);
  }

  /** Says what keeps a row from being rendered with any choice; whether nothing does. */
  check({ fields }: RenderedRow, say: Say): boolean {
    let isGood = true;
    const refuse: Say = (rule, value) => {
      isGood = false;
      say(rule, value);
    };
    const own = this.#ownParts(fields, refuse);
    const { user, system, turns, isDefault } = this.#templates;
    const needsUser = !Object.hasOwn(fields, "messages") && !own.turnsOpen;
    for (const template of [...system, ...(needsUser ? user : []), ...turns]) {
      for (const missing of missingVariables(template, fields)) {
        refuse(missingRule(missing, isDefault && user.includes(template)));
      }
    }
    if (system.length > 0 && /^(system|developer)$/.test(own.messages?.[0].role ?? "")) {
      refuse("has a system message of its own beside the plan's prompts.system: give one of them");
    }
    const expected = this.#prompts.expected_field;
    if (expected !== undefined && !Object.hasOwn(fields, expected)) {
      say(`has no field "${expected}", which expected_field names`);
    }
    return isGood;
  }

  /** The sample of a row that was checked. */
  render(row: RenderedRow, { system = 0, template = 0 }: SampleChoice): RenderedSample {
    const { fields } = row;
    const own = this.#ownParts(fields, () => {});
    const head = this.#templates.system.at(system);
    const said = head?.render(fields);
    // Of an axis, no text is a choice too: to have no system message.
    const isLeftOut = said === undefined || (said === "" && this.#templates.isAxis.system);
    const before: ChatMessage[] = isLeftOut ? [] : [{ role: "system", content: said }];
    const [opening = []] = own.turnsOpen ? own.script?.turns ?? [] : [this.#opening(own, fields, template)];
    const messages = [...before, ...opening];
    const script = scriptOf(own);
    return {
      id: this.idOf(row),
      messages,
      expected: this.#expected(row),
      fields,
      ...(script === null ? {} : { script }),
      messagesHash: taggedHash(
        "messages",
        (script === null ? messages : { messages, script }) as unknown as JsonValue,
      ),
    };
  }

  #opening({ messages }: OwnParts, fields: JsonObject, template: number): readonly ChatMessage[] {
    return messages ?? [{ role: "user", content: this.#templates.user[template].render(fields) }];
  }

  #expected({ fields, isText }: RenderedRow): JsonValue {
    const name = this.#prompts.expected_field ?? "expected";
    if (!Object.hasOwn(fields, name)) return null;
    return fields[name] === "" && isText ? null : fields[name];
  }

  #ownParts(fields: JsonObject, say: Say): OwnParts {
    const messages = own(fields, "messages") ? readMessages(fields.messages) : null;
    if (messages !== null && !messages.ok) say(messages.rule);
    const turns = own(fields, "turns") ? readTurns(fields.turns) : null;
    if (turns !== null && !turns.ok) say(turns.rule);
    const tools = own(fields, "tool_results") ? readToolScripts(fields.tool_results) : null;
    if (tools !== null && !tools.ok) say(tools.rule);
    const rounds = own(fields, "max_tool_rounds") ? fields.max_tool_rounds : undefined;
    const isRounds = Number.isInteger(rounds) && (rounds as number) >= 1;
    if (rounds !== undefined && !isRounds) say("has max_tool_rounds that is no whole number from 1", rounds);
    const prompts = this.#prompts;
    const toolResults = [...(tools?.ok ? tools.value : []), ...(prompts.tool_results ?? [])];
    const planTurns = this.#templates.turns;
    const hasTurns = turns !== null || planTurns.length > 0;
    const isOpen = messages === null && turns?.ok === true && this.#templates.isDefault && !own(fields, "prompt");
    return {
      messages: messages?.ok ? messages.messages : null,
      turnsOpen: isOpen,
      script: !hasTurns && toolResults.length === 0 ? null : {
        turns: [
          ...(turns?.ok ? turns.value : []),
          ...planTurns.map((turn: Template): ChatMessage[] =>
            missingVariables(turn, fields).length > 0 ? [] : [{ role: "user", content: turn.render(fields) }]
          ),
        ],
        toolResults,
        maxToolRounds: isRounds ? rounds as number : prompts.max_tool_rounds ?? TOOL_ROUNDS,
      },
    };
  }
}

/** A field that is there and says something. */
function own(fields: JsonObject, name: string): boolean {
  return Object.hasOwn(fields, name) && (name === "messages" || (fields[name] !== null && fields[name] !== ""));
}

/** What follows the first answer; `null`: nothing. */
function scriptOf({ script, turnsOpen }: OwnParts): SampleScript | null {
  if (script === null || !turnsOpen) return script;
  const rest = { ...script, turns: script.turns.slice(1) };
  return rest.turns.length === 0 && rest.toolResults.length === 0 ? null : rest;
}

function missingRule({ name, nearest, isNull }: MissingVariable, isDefault: boolean): string {
  if (isDefault) return 'has no field "prompt", and the plan has no prompts.template that uses other fields';
  if (isNull) return `has null for {{${name}}}`;
  return `has no field for {{${name}}}${nearest === null ? "" : `: did you mean {{${nearest}}}?`}`;
}

import type { WireLens } from "../../spec/mod.ts";

/** What the wire formats of the field use: a provider without a lens is likely to use one of them too. */
const USUAL = [
  "id",
  "call_id",
  "tool_call_id",
  "tool_use_id",
  "toolCallId",
  "item_id",
  "previous_response_id",
  "signature",
  "thoughtSignature",
  "thought_signature",
  "encrypted_content",
];

/** Up to the opening brace of what a model asks a tool: an `id` in there is its own choice, and not an id of the answer. */
const ARGUMENTS = '"(?:args|arguments|input)"\\s*:\\s*\\{';

/** The names of the fields under which answers mint ids and requests bring them back. */
export class MintedNames {
  readonly #names: ReadonlySet<string>;
  /** A field of such a name up to the opening quote of its string, in JSON as it stands. */
  readonly #field: RegExp;
  /** Such fields and the arguments of tools' calls, one after the other. */
  readonly #eachField: RegExp;
  /** The same, also where the JSON stands in a string. */
  readonly #looseField: RegExp;

  constructor(lenses: readonly WireLens[]) {
    this.#names = new Set([...USUAL, ...lenses.flatMap((lens) => lens.mintedNames)]);
    const any = [...this.#names].map((name) => name.replace(/[^\w]/g, "\\$&")).join("|");
    this.#field = new RegExp(`"(?:${any})"\\s*:\\s*"`);
    this.#eachField = new RegExp(`${this.#field.source}|${ARGUMENTS}`, "g");
    this.#looseField = new RegExp(`"(?:${any})\\\\?"\\s*:\\s*\\\\?"`);
  }

  /** Whether strings under this name may be ids. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** A quick look at JSON: whether it has such a field at all. Nearly every request has none. */
  occurIn(json: string): boolean {
    return this.#field.test(json);
  }

  /** As `occurIn`, for JSON that may itself stand in a JSON string. */
  occurWithin(text: string): boolean {
    return this.#looseField.test(text);
  }

  /**
   * The strings of all such fields in a JSON text, in their order, but those in the arguments of a tool's call. It is not
   * parsed: a stream is no JSON.
   */
  stringsIn(text: string): string[] {
    const found: string[] = [];
    const field = this.#eachField;
    field.lastIndex = 0;
    while (field.test(text)) {
      if (text[field.lastIndex - 1] === "{") {
        field.lastIndex = objectEnd(text, field.lastIndex);
        continue;
      }
      const end = stringEnd(text, field.lastIndex);
      if (end === -1) break;
      const literal = text.slice(field.lastIndex, end);
      const value = literal.includes("\\") ? unescaped(literal) : literal;
      field.lastIndex = end + 1;
      if (value !== "") found.push(value);
    }
    return found;
  }
}

/** Where the string that begins here ends: its closing quote, or -1. */
export function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (end - slashes > from && text[end - slashes - 1] === "\\") slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

/** Where the object whose inside begins here is over; the end of the text where it is torn. */
function objectEnd(text: string, from: number): number {
  const mark = /["{}]/g;
  mark.lastIndex = from;
  for (let depth = 1; depth > 0;) {
    if (!mark.test(text)) return text.length;
    const found = text[mark.lastIndex - 1];
    if (found === "{") depth++;
    else if (found === "}") depth--;
    else {
      const end = stringEnd(text, mark.lastIndex);
      if (end === -1) return text.length;
      mark.lastIndex = end + 1;
    }
  }
  return mark.lastIndex;
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(`"${literal}"`);
  } catch {
    return literal;
  }
}

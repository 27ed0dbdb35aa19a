import { canonicalJson } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";

/** A text with `{{variable}}` placeholders. */
export interface Template {
  /** Every variable once, in the order of first use. */
  readonly variables: readonly string[];
  /** Every variable must be a field that is not `null`: see {@linkcode missingVariables}. */
  render(fields: { readonly [name: string]: JsonValue }): string;
}

const PLACEHOLDER = /(\\?)\{\{(?:([^{}]*)\}\})?/g;

/**
 * A template from its text. `\{{` gives two plain braces; what is between the braces is the name of a field, with
 * white space around it ignored.
 *
 * @throws {SyntaxError} on braces that are not closed or have nothing between them.
 */
export function parseTemplate(text: string): Template {
  const parts: (string | { readonly variable: string })[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, escape, name] = match;
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (escape === "\\") parts.push(whole.slice(1));
    else if (name === undefined) throw new SyntaxError("has {{ that is not closed by }}: write \\{{ for plain braces");
    else if (name.trim() === "") throw new SyntaxError("has {{ }} with no name between: write \\{{ for plain braces");
    else parts.push({ variable: name.trim() });
  }
  parts.push(text.slice(at));
  const variables = [...new Set(parts.flatMap((part) => typeof part === "string" ? [] : [part.variable]))];
  return {
    variables,
    render: (fields) =>
      parts.map((part) => typeof part === "string" ? part : fieldText(fields[part.variable])).join(""),
  };
}

/** The variables of a template that a sample does not fill: no such field, or `null` in it. */
export function missingVariables(template: Template, fields: { readonly [name: string]: JsonValue }): string[] {
  return template.variables.filter((name) => !Object.hasOwn(fields, name) || fields[name] === null);
}

/** Text stays as it is; everything else is its JSON. */
function fieldText(value: JsonValue): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

import { RE2JS } from "re2js";

const FLAGS: ReadonlyMap<string, number> = new Map([
  ["i", RE2JS.CASE_INSENSITIVE],
  ["m", RE2JS.MULTILINE],
  ["s", RE2JS.DOTALL],
  ["u", 0],
]);

/** The names of the flags that a pattern may have. */
export const REGEX_FLAGS = "imsu";

/**
 * A test for a pattern. RE2 runs it, in time that grows with the text and never with the square of it: a model's answer
 * cannot make a run hang. What RE2 lacks for that, back references and looking around, is refused.
 * @throws {SyntaxError} with the reason when the pattern cannot be used.
 */
export function compileRegex(pattern: string, flags: string): (text: string) => boolean {
  try {
    const bits = [...flags].reduce((sum, flag) => sum | (FLAGS.get(flag) ?? 0), 0);
    const regex = RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
    return (text) => regex.matcher(text).find();
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^error parsing regexp: /, "");
    throw new SyntaxError(reason, { cause });
  }
}

/** Whether flags are some of those that a pattern may have, each once. */
export function areFlags(flags: string): boolean {
  return [...flags].every((flag) => FLAGS.has(flag)) && new Set(flags).size === flags.length;
}

import type { JsonValue } from "../spec/mod.ts";

/**
 * The reference tokens of a JSON Pointer (RFC 6901): `/a~1b/0` gives `["a/b", "0"]`.
 * @throws {SyntaxError} when the text is no JSON Pointer.
 */
export function jsonPointerTokens(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw new SyntaxError(
      `Cannot read a JSON Pointer as it must be empty or start with "/" (RFC 6901): current value is "${pointer}"`,
    );
  }
  return pointer.slice(1).split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The JSON Pointer to a member or an item of what another one points to: `/messages` and `0` give `/messages/0`. */
export function jsonPointerTo(parent: string, token: string): string {
  return `${parent}/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The value at a JSON Pointer, `undefined` where there is none. */
export function jsonPointerGet(value: JsonValue, pointer: string): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const token of jsonPointerTokens(pointer)) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Array.isArray(current)
      ? (/^(0|[1-9]\d*)$/.test(token) ? current[Number(token)] : undefined)
      : (Object.hasOwn(current, token) ? current[token] : undefined);
  }
  return current;
}

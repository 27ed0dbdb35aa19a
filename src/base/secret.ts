import type { Credential } from "../spec/mod.ts";

/**
 * A secret value that can be used, but neither printed, serialised nor inspected: it shows as `[secret name]`.
 *
 * @example It does not print
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Secret } from "@tapedeck/tapedeck";
 *
 * const key = new Secret("env:OPENAI_API_KEY", "sk-…");
 * assertEquals(`${key} ${JSON.stringify({ key })}`, '[secret env:OPENAI_API_KEY] {"key":"[secret env:OPENAI_API_KEY]"}');
 * ```
 */
export class Secret implements Credential {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[secret ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

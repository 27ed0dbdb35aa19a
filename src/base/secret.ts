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

  /** `name` is what shows in place of `value`: `env:OPENAI_API_KEY`. */
  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** `[secret name]`. */
  toString(): string {
    return `[secret ${this.name}]`;
  }

  /** `[secret name]`, so that `JSON.stringify` gives nothing away. */
  toJSON(): string {
    return this.toString();
  }

  /** `[secret name]`, also for `console.log` in Deno. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** `[secret name]`, also for Node's `util.inspect`. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

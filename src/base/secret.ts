import type { Credential } from "../spec/mod.ts";

/**
 * A secret value that can be used, but neither printed, serialised nor inspected: it shows as `[secret name]`. A copy of
 * it, made by `structuredClone`, `postMessage` or spreading, has the name and no value.
 *
 * @example It does not print
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Secret } from "@tapedeck/tapedeck";
 *
 * const key = new Secret("openai/work", "sk-…");
 * assertEquals(`${key} ${JSON.stringify({ key })}`, '[secret openai/work] {"key":"[secret openai/work]"}');
 * ```
 */
export class Secret implements Credential {
  readonly name: string;
  readonly #value: string;

  /** `name` is what shows in place of `value`: `openai/work`, `env:OPENAI_API_KEY`. */
  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
    Object.freeze(this);
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

  /** `[secret name]`, also where a number is wanted. */
  [Symbol.toPrimitive](): string {
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

  /** `[secret name]`, also as the last value of a notebook's cell. */
  [Symbol.for("Jupyter.display")](): { readonly "text/plain": string } {
    return { "text/plain": this.toString() };
  }
}

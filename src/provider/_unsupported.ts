import type { Warning } from "../spec/mod.ts";

/** What a request asks for and the body cannot say, told once each. */
export class UnsupportedFields {
  readonly #messages = new Set<string>();

  /** `Cannot send "seed" as the provider takes none` */
  add(name: string, reason: string): void {
    this.#messages.add(`Cannot send "${name}" as ${reason}`);
  }

  /** In the order in which they were found. */
  get warnings(): readonly Warning[] {
    return [...this.#messages].map((message) => ({ code: "unsupported", message }));
  }
}

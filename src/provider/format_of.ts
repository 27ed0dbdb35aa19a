import type { ProviderAdapter, WireFormat } from "../spec/mod.ts";
import { wireFormat } from "./wire_format.ts";

/**
 * The wire format behind one of a provider's doors: its own where it brings one of that name, else one of ours. Without
 * a name it is the one that the provider is called by.
 *
 * @throws {UserError} when neither has the name; the message has the nearest that there is.
 *
 * @example The format that Ollama is called by
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findProvider, formatOf } from "@tapedeck/tapedeck";
 *
 * assertEquals(formatOf(findProvider("ollama")).name, "ollama-chat");
 * ```
 */
export function formatOf({ format, wire: main }: ProviderAdapter, wire: string = main): WireFormat {
  return format?.name === wire ? format : wireFormat(wire);
}

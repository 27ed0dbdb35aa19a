import type { JsonValue, ModelPage, ModelPageFacts } from "../../spec/mod.ts";
import type { ListReader } from "./_list_reader.ts";
import { openai } from "./openai.ts";
import { openrouter } from "./openrouter.ts";

const READERS: ReadonlyMap<string, ListReader> = new Map(Object.entries({
  openai,
  openrouter,
}));

/** The names of the readers of lists that there are. */
export function modelPageReaders(): readonly string[] {
  return [...READERS.keys()];
}

/**
 * Reads one page of a provider's list of models by the reader of that name (`openrouter`, `anthropic`, …).
 *
 * Lenient and total: a row that cannot be read stands in `skipped` with the reason, a page that is no list gives no
 * models, and what has no place in a record is kept in its `extra`. Prices become exact US dollars per token. What is
 * not known is `null`, a price of -1 or of an unexplained 0 too. The records are of the tier `api`.
 *
 * @throws {RangeError} when there is no reader of that name.
 *
 * @example A price of -1 is no price
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readModelPage } from "@tapedeck/tapedeck";
 *
 * const page = { data: [{ id: "openrouter/auto", pricing: { prompt: "-1", completion: "-1" } }] };
 * const { models } = readModelPage("openrouter", page, { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" });
 * assertEquals(models[0].price, null);
 * ```
 */
export function readModelPage(name: string, page: JsonValue, facts: ModelPageFacts): ModelPage {
  const reader = READERS.get(name);
  if (reader === undefined) {
    throw new RangeError(
      `Cannot read a list of models as there is no reader of that name (${modelPageReaders().join(", ")}): ` +
        `current value is "${name}"`,
    );
  }
  return reader(page, facts);
}

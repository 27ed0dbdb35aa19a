import type { JsonValue, ModelPage, ModelPageFacts } from "../../spec/mod.ts";
import type { ListReader } from "./_list_reader.ts";
import { anthropic } from "./anthropic.ts";
import { cohere } from "./cohere.ts";
import { deepinfra } from "./deepinfra.ts";
import { gemini } from "./gemini.ts";
import { groq } from "./groq.ts";
import { lmstudio } from "./lmstudio.ts";
import { mistral } from "./mistral.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { openrouter } from "./openrouter.ts";
import { perplexity } from "./perplexity.ts";
import { requesty } from "./requesty.ts";
import { together } from "./together.ts";
import { vercel } from "./vercel.ts";
import { xai } from "./xai.ts";

const READERS: ReadonlyMap<string, ListReader> = new Map(Object.entries({
  // These two say no more than OpenAI does.
  cerebras: openai,
  deepseek: openai,
  anthropic,
  cohere,
  deepinfra,
  gemini,
  groq,
  lmstudio,
  mistral,
  ollama,
  openai,
  openrouter,
  perplexity,
  requesty,
  together,
  vercel,
  xai,
}));

/** The names of the readers of lists that there are. */
export function modelPageReaders(): readonly string[] {
  return [...READERS.keys()].sort();
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

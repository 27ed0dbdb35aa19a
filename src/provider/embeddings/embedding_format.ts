import { nearestName, UserError } from "../../base/mod.ts";
import type { EmbeddingFormat } from "../../spec/mod.ts";
import { cohereEmbeddings } from "./cohere_embeddings.ts";
import { geminiEmbeddings } from "./gemini_embeddings.ts";
import { ollamaEmbeddings } from "./ollama_embeddings.ts";
import { openaiEmbeddings } from "./openai_embeddings.ts";

const FORMATS: readonly EmbeddingFormat[] = [openaiEmbeddings, geminiEmbeddings, cohereEmbeddings, ollamaEmbeddings];

/**
 * The format of embeddings of a name, as it stands in a provider's row: `openai-embeddings`, `gemini-embeddings`,
 * `cohere-embeddings` or `ollama-embeddings`.
 * @throws {UserError} when no format has the name; the message has the nearest that there is.
 */
export function embeddingFormat(name: string): EmbeddingFormat {
  const format = FORMATS.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = FORMATS.map((known) => known.name);
  const nearest = nearestName(name, names);
  throw new UserError(
    `Cannot use a format of embeddings as it must be one of ${names.join(", ")}: current value is "${name}"` +
      (nearest === null ? "" : ` (did you mean "${nearest}"?)`),
    { exitCode: 2 },
  );
}

import type { Completion, JsonObject } from "../../spec/mod.ts";

/** The pictures that a model made, under the name that OpenRouter has for them; nothing where it made none. */
export function imagesOf({ parts = [] }: Pick<Completion, "parts">): JsonObject {
  const images = parts.flatMap((part) =>
    part.type === "image" ? [{ type: "image_url", image_url: { url: part.url } }] : []
  );
  return images.length === 0 ? {} : { images };
}

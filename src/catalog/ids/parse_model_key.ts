import type { ModelKey } from "../../spec/mod.ts";

/** A model key, taken apart. */
export interface ModelKeyParts {
  /** `openai`; `null` for a name without an author, as servers of one's own have them. */
  readonly author: string | null;
  /** `gpt-4o` */
  readonly slug: string;
  /** What the list has behind a colon, another model with a price of its own: `free`, `thinking`; `null`: nothing. */
  readonly variant: string | null;
  /** What a request alone may add, in its order: `nitro`, `floor`, `online`. They stand in no list. */
  readonly suffixes: readonly string[];
  /** Whether it is a name that moves from model to model: `~anthropic/claude-sonnet-latest`. */
  readonly floating: boolean;
}

/** Ways to route or to enrich a call, which OpenRouter takes behind any model's id. */
const REQUEST_SUFFIXES: ReadonlySet<string> = new Set(["nitro", "floor", "online"]);
const KEY = /^(~)?(?:([^\s/~]+)\/)?([^\s~]+)$/;

/**
 * Take a model's id apart: `author/slug[:variant][:suffix…]`. It gives `null` for what is no id at all: an empty text,
 * or one with a space.
 *
 * @example A variant is another model, a suffix is not
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseModelKey } from "@tapedeck/tapedeck";
 *
 * const { author, slug, variant, suffixes } = parseModelKey("meta-llama/llama-3.3-70b-instruct:free:online")!;
 * assertEquals([author, slug, variant, suffixes], ["meta-llama", "llama-3.3-70b-instruct", "free", ["online"]]);
 * ```
 */
export function parseModelKey(text: string): ModelKeyParts | null {
  const match = KEY.exec(text);
  if (match === null) return null;
  const [slug, ...rest] = match[3].split(":");
  if (slug === "" || rest.includes("") || slug.startsWith("/") || slug.endsWith("/")) return null;
  let end = rest.length;
  while (end > 0 && REQUEST_SUFFIXES.has(rest[end - 1])) end--;
  return {
    author: match[2] ?? null,
    slug: [slug, ...rest.slice(0, Math.max(0, end - 1))].join(":"),
    variant: end === 0 ? null : rest[end - 1],
    suffixes: rest.slice(end),
    floating: match[1] !== undefined,
  };
}

/** The id that parts make: `parseModelKey` there and back changes nothing. */
export function printModelKey({ author, slug, variant, suffixes, floating }: ModelKeyParts): ModelKey {
  const tail = [...(variant === null ? [] : [variant]), ...suffixes].map((part) => `:${part}`).join("");
  return `${floating ? "~" : ""}${author === null ? "" : `${author}/`}${slug}${tail}`;
}

import type { ModelKey } from "../../spec/mod.ts";

/** How the ids of one provider differ from the keys of its models. */
export interface ModelNames {
  /** Ids that follow no rule, by the key. */
  readonly names?: { readonly [key: ModelKey]: string };
  /** Authors that the provider calls otherwise. */
  readonly authors?: { readonly [author: string]: string };
  /** The id of all others, out of the author as the provider calls it and the slug. */
  readonly plain: (author: string, slug: string) => string;
}

/** The id that a provider has for a model: out of its own names, else by its rule. */
export function namedBy({ names = {}, authors = {}, plain }: ModelNames): (model: ModelKey) => string {
  return (model) => {
    if (Object.hasOwn(names, model)) return names[model];
    const cut = model.indexOf("/");
    const [author, slug] = [model.slice(0, cut), model.slice(cut + 1)];
    return cut < 0 ? model : plain(Object.hasOwn(authors, author) ? authors[author] : author, slug);
  };
}

/** The whole key. */
export function wholeKey(author: string, slug: string): string {
  return `${author}/${slug}`;
}

/** The slug alone. */
export function slugAlone(_author: string, slug: string): string {
  return slug;
}

/** Anthropic's own way to write a version: `claude-haiku-4.5` is `claude-haiku-4-5`. */
export function hyphenVersion(slug: string): string {
  return slug.replace(/(\d)\.(\d)/, "$1-$2");
}

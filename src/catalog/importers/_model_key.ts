import type { ModelKey, ProviderKey } from "../../spec/mod.ts";
import { authorOf, knownKeyOf, ownAuthorOf } from "./_author_of.ts";

/**
 * The key `author/slug[:variant]` of a model in a provider's list, in lower case.
 *
 * An id that has an author keeps it, in the name that keys have for it; a bare one belongs to the provider's own author,
 * else to whom the list names as the owner, else to the provider itself. `@`, which parts a key from its provider,
 * becomes `:`, and so does the `::` of fine-tuned models without a name of their own. Anthropic's versions are written
 * with a dot, as they are everywhere but in its own API.
 */
export function modelKey(provider: ProviderKey, id: string, owner: string | null = null): ModelKey {
  const known = knownKeyOf(provider, id);
  if (known !== null) return known;
  const plain = id.trim().toLowerCase().replaceAll(/[@:]{2,}|@/g, ":").replaceAll(/\s+/g, "-").replace(/^\/+/, "");
  const cut = plain.indexOf("/");
  const slug = plain.slice(cut + 1);
  const author = cut > 0
    ? authorOf(plain.slice(0, cut), slug)
    : ownAuthorOf(provider) ?? ownerOf(owner, slug) ?? provider;
  return `${author}/${author === "anthropic" ? dottedVersion(slug) : slug}`;
}

/** An owner that is a name: servers of one's own write `library` or `organization_owner` there. */
function ownerOf(owner: string | null, slug: string): string | null {
  if (owner === null || /^(?:library|organization_owner|organization-owner|user|system|vllm)$/i.test(owner)) {
    return null;
  }
  return authorOf(owner, slug);
}

/** `claude-haiku-4-5-20251001` as `claude-haiku-4.5-20251001`: two single digits with a hyphen are a version. */
function dottedVersion(slug: string): string {
  return slug.replace(/(^|-)(\d)-(\d)(?=$|-|:)/, "$1$2.$3");
}

import type { ProviderAdapter, ProviderKey } from "../spec/mod.ts";

/** The row of a kind by which the catalog asks a server elsewhere for its lists, under the name that it is set up by. */
export function placedRow(
  kind: ProviderAdapter,
  { name, baseUrl }: { readonly name: ProviderKey; readonly baseUrl: string },
): ProviderAdapter {
  const { origin, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/+$/, "");
  const { models, health } = kind;
  const move = { from: kind.origin, to: origin + mountOf(basePath, kind) };
  return {
    ...kind,
    key: name,
    // Another server is the user's: its list may be of any length.
    origin: origin === kind.origin ? origin : null,
    defaultOrigin: origin,
    basePath,
    models: models && { ...models, url: moved(models.url, move) },
    health: health && { ...health, url: moved(health.url, move) },
  };
}

/** Where a server stands that is reached below a path of another: `/cohere` of `/cohere/v2`. */
function mountOf(basePath: string, kind: ProviderAdapter): string {
  return basePath.endsWith(kind.basePath) ? basePath.slice(0, basePath.length - kind.basePath.length) : "";
}

/** A key is not sent to where the user's own requests do not go. */
function moved(url: string, { from, to }: { readonly from: string | null; readonly to: string }): string {
  return from !== null && url.startsWith(`${from}/`) ? to + url.slice(from.length) : url;
}

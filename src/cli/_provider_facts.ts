import type { JsonObject, ProviderAdapter } from "../spec/mod.ts";
import type { Io } from "./io.ts";

/** What the command line shows of a provider: all that it says of itself, and whether a key for it is set. */
export interface ProviderFacts {
  readonly key: string;
  readonly name: string;
  /** `null`: a server of one's own that stands nowhere by custom. */
  readonly baseUrl: string | null;
  readonly wire: string;
  readonly doors: readonly { readonly wire: string; readonly baseUrl: string | null }[];
  readonly needsKey: boolean;
  /** The header that a key goes into, with what stands before it; `null`: as its wire format has it. */
  readonly auth: { readonly header: string; readonly prefix: string } | null;
  /** Whether each is set, and never what it is set to. */
  readonly keyEnv: readonly { readonly name: string; readonly isSet: boolean }[];
  readonly models: JsonObject | null;
  readonly health: JsonObject | null;
  readonly limits: JsonObject;
  readonly renames: { readonly [field: string]: string };
  readonly refuses: readonly string[];
  readonly embeddings: string | null;
  /** Names of the shapes by which its credentials are found in texts. */
  readonly keyShapes: readonly string[];
  readonly quirks: readonly string[];
}

/** The facts of a provider, as `--json` prints them. */
export function providerFacts(adapter: ProviderAdapter, { env }: Pick<Io, "env">): ProviderFacts {
  const { key, name, wire, doors, auth, keyEnv, models, health, limits, dialect, embeddings, keyShapes, quirks } =
    adapter;
  const origin = adapter.origin ?? adapter.defaultOrigin ?? null;
  const under = (path: string) => origin === null ? null : origin + path;
  return {
    key,
    name,
    baseUrl: under(adapter.basePath),
    wire,
    doors: doors.map((door) => ({ wire: door.wire, baseUrl: under(door.basePath) })),
    needsKey: auth !== null,
    auth,
    keyEnv: keyEnv.map((one) => ({ name: one, isSet: (env(one) ?? "") !== "" })),
    models: models === null ? null : {
      url: models.url,
      ...(models.query === undefined ? {} : { query: { ...models.query } }),
      needsKey: models.needsKey,
      reader: typeof models.read === "string" ? models.read : "its own",
      lifetimeMs: models.lifetimeMs,
    },
    health: health === null ? null : { ...health },
    limits: { ...limits },
    renames: dialect.renames,
    refuses: dialect.refuses,
    embeddings: embeddings === null || typeof embeddings === "string" ? embeddings : embeddings.name,
    keyShapes: keyShapes.map((shape) => shape.name),
    quirks,
  };
}

/** What to say of a provider's key in a word or two: which variable has it. */
export function keyText({ keyEnv, needsKey }: ProviderFacts): string {
  const set = keyEnv.find(({ isSet }) => isSet);
  if (set !== undefined) return `${set.name} is set`;
  return needsKey ? "not set" : "not needed";
}

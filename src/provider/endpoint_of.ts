import { UserError } from "../base/mod.ts";
import type {
  Credential,
  Dialect,
  Endpoint,
  EndpointRouting,
  ModelKey,
  Price,
  PriceOrigin,
  ProviderAdapter,
  ProviderAuth,
} from "../spec/mod.ts";

/** What an endpoint has that its provider does not say. */
export interface EndpointOptions {
  /** `meta-llama/llama-3.1-8b-instruct` */
  readonly model: ModelKey;
  /** What goes into the request; where it is not given, what the provider's row makes of the key. */
  readonly wireModel?: string;
  /** What tells it from the provider's other endpoints of the model: `deepinfra/fp8`. */
  readonly tag?: string;
  /** One of the provider's doors; its own format where it is not given. */
  readonly wire?: string;
  /** Instead of the provider's own, with the path: `http://127.0.0.1:11434/v1`. */
  readonly baseUrl?: string;
  /** None where it is not given. */
  readonly credential?: Credential | null;
  /** Unknown where it is not given. */
  readonly price?: Price | null;
  /** Where the price comes from; absent where the user gave it. */
  readonly priceOrigin?: PriceOrigin;
  /** For routers. */
  readonly routing?: EndpointRouting;
}

/** A door of the provider, its own format included. */
interface Door {
  readonly wire: string;
  readonly basePath: string;
  readonly auth: ProviderAuth | null;
  readonly dialect: Dialect;
}

/**
 * An endpoint that can be called, made of a provider and what it serves. Nothing is looked up: what the call costs and
 * whose key it is made with are given. Where a client of the provider's own alone knows its address, the base URL is
 * empty.
 *
 * @throws {UserError} when the provider has no such door, or is a server of one's own and no base URL is given.
 *
 * @example A model behind Ollama's door in OpenAI's format
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointOf, findProvider } from "@tapedeck/tapedeck";
 *
 * const { key, baseUrl, wireModel } = endpointOf(findProvider("ollama"), {
 *   model: "qwen/qwen3:8b",
 *   wire: "openai-chat",
 * });
 * assertEquals([key, baseUrl, wireModel], ["qwen/qwen3:8b@ollama", "http://127.0.0.1:11434/v1", "qwen3:8b"]);
 * ```
 */
export function endpointOf(adapter: ProviderAdapter, options: EndpointOptions): Endpoint {
  const { model, tag, priceOrigin, routing } = options;
  const door = doorOf(adapter, options.wire ?? adapter.wire);
  return {
    key: `${model}@${adapter.key}${tag === undefined ? "" : `/${tag}`}`,
    model,
    provider: adapter.key,
    baseUrl: options.baseUrl?.replace(/\/+$/, "") ?? baseUrlOf(adapter, door),
    wireModel: options.wireModel ?? modelIdOf(adapter, model),
    wire: door.wire,
    price: options.price ?? null,
    credential: options.credential ?? null,
    dialect: door.dialect,
    ...(priceOrigin === undefined ? {} : { priceOrigin }),
    ...(door.auth === null ? {} : { auth: door.auth }),
    ...(routing === undefined ? {} : { routing }),
  };
}

function modelIdOf({ modelIds = "slug" }: ProviderAdapter, model: ModelKey): string {
  if (typeof modelIds === "function") return modelIds(model);
  return modelIds === "key" ? model : model.slice(model.indexOf("/") + 1);
}

function doorOf(adapter: ProviderAdapter, wire: string): Door {
  if (wire === adapter.wire) return adapter;
  const door = adapter.doors.find((one) => one.wire === wire);
  if (door !== undefined) {
    return { ...door, auth: door.auth === undefined ? adapter.auth : door.auth, dialect: { renames: {}, refuses: [] } };
  }
  const names = [adapter.wire, ...adapter.doors.map((one) => one.wire)];
  throw new UserError(
    `Cannot make an endpoint of ${adapter.name} as its wire format must be one of ${names.join(", ")}: ` +
      `current value is "${wire}"`,
    { exitCode: 2 },
  );
}

function baseUrlOf(adapter: ProviderAdapter, { wire, basePath }: Door): string {
  const origin = adapter.origin ?? adapter.defaultOrigin;
  if (origin !== undefined) return origin + basePath;
  if (adapter.client !== undefined && wire === adapter.wire) return "";
  throw new UserError(
    `Cannot make an endpoint of ${adapter.name} as it has no address of its own and a base URL must be given: ` +
      "current value is none",
    { exitCode: 2 },
  );
}

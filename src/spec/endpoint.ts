import type { Credential } from "./credential.ts";
import type { JsonValue } from "./json.ts";
import type { Price, PriceOrigin } from "./price.ts";

/** `author/slug[:variant]`, the thing that users think of: `openai/gpt-4o`. */
export type ModelKey = string;
/** The operator that serves a model: `deepinfra`. */
export type ProviderKey = string;
/** One serving of one model by one provider: `meta-llama/llama-3.1-8b@deepinfra/fp8`. */
export type EndpointKey = string;

/** How a credential goes into the headers: `{ header: "authorization", prefix: "Bearer " }`. */
export interface ProviderAuth {
  /** In lower case. */
  readonly header: string;
  /** What stands before the credential; the empty string for nothing. */
  readonly prefix: string;
}

/** How the names of one server differ from those of its wire format. */
export interface Dialect {
  /**
   * The format's own name of a field to the server's: `{ max_tokens: "max_completion_tokens" }`. OpenAI's format has
   * three beside the body's own: `reasoning_content` of an answer that goes back, the role `developer`, and
   * `reasoning_effort`, which to `reasoning.effort` makes an object with the other settings of reasoning in it.
   */
  readonly renames: { readonly [field: string]: string };
  /** Fields, under the format's own names, that the server answers with an error: they are left out with a warning. */
  readonly refuses: readonly string[];
}

/**
 * Whom a router may send a call to, in OpenRouter's terms. An endpoint whose key has a tag behind `openrouter`
 * (`openai/gpt-4o@openrouter/azure`) is pinned to it without this.
 */
export interface EndpointRouting {
  /** Tags in the order in which they are tried: `["deepinfra/fp4", "together"]`. */
  readonly order?: readonly string[];
  /** No others than these. */
  readonly only?: readonly string[];
  /** None of these. */
  readonly ignore?: readonly string[];
  /** Whether others may answer where those of `order` cannot; the router's default is yes. */
  readonly allowFallbacks?: boolean;
  /** Whether only those that take every parameter of the request may answer; the router's default is no. */
  readonly requireParameters?: boolean;
  /** `["fp8", "bf16"]` */
  readonly quantizations?: readonly string[];
  /** What the best one is. */
  readonly sort?: "price" | "throughput" | "latency" | "exacto";
  /** The highest price, in US dollars per million tokens, or per request or image, as decimal strings. */
  readonly maxPrice?: {
    readonly prompt?: string;
    readonly completion?: string;
    readonly request?: string;
    readonly image?: string;
  };
  /** Whether those that keep or train on what they are sent may answer. */
  readonly dataCollection?: "allow" | "deny";
  /** Whether only those that keep nothing may answer. */
  readonly zeroDataRetention?: boolean;
  /** What else the router takes, under its own names. */
  readonly extra?: { readonly [name: string]: JsonValue };
}

/** An endpoint that can be called: where it is, what it calls the model, what it costs. */
export interface Endpoint {
  /** `model@provider[/tag]`, the name under which recordings stand on the tape. */
  readonly key: EndpointKey;
  /** The same for all endpoints of a model, whatever they call it: see `wireModel`. */
  readonly model: ModelKey;
  /** Decides the dialect within the wire format too: `openai` refuses `top_k`. */
  readonly provider: ProviderKey;
  /** What kind of provider that is, where it is set up under a name of its own: a row of the table, a plugin. */
  readonly kind?: ProviderKey;
  /** Without a trailing slash: `http://127.0.0.1:8091/v1`; empty where its client alone knows where it is. */
  readonly baseUrl: string;
  /** The id that goes into the request's `model` field. */
  readonly wireModel: string;
  /** The wire format that it speaks: `openai-chat`. */
  readonly wire: string;
  /** `null`: its price is unknown, and so is the cost of its answers. */
  readonly price: Price | null;
  /** Where the price comes from and of when it is; absent where the user gave it. */
  readonly priceOrigin?: PriceOrigin;
  /** `null`: it needs no key. */
  readonly credential: Credential | null;
  /** Absent: as its wire format has it. */
  readonly auth?: ProviderAuth;
  /** Absent: as the table has it for its provider. */
  readonly dialect?: Dialect;
  /** For routers; absent: as its key says. */
  readonly routing?: EndpointRouting;
}

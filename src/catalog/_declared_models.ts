import type { Capabilities, EndpointKey, EndpointRecord, ModelRecord, ProviderKey } from "../spec/mod.ts";
import type { ListState } from "./catalog_answers.ts";

/** What the user's configuration declares: endpoints, and the models that they are of. */
export class DeclaredModels {
  readonly #endpoints: ReadonlyMap<EndpointKey, EndpointRecord>;
  /** One for each endpoint, in their order; the very same array each time. */
  readonly models: readonly ModelRecord[];

  /** Each of the tier `config`; of two with the same key the later one counts. */
  constructor(endpoints: readonly EndpointRecord[]) {
    this.#endpoints = new Map(endpoints.map((endpoint) => [endpoint.key, endpoint]));
    this.models = [...this.#endpoints.values()].map(modelOf);
  }

  /** The models at one provider. */
  of(provider: ProviderKey): readonly ModelRecord[] {
    return this.models.filter((model) => model.provider === provider);
  }

  /** The endpoint that a model is made from; `null`: it stands in a list. */
  endpointOf({ declared }: ModelRecord): EndpointRecord | null {
    return declared === undefined ? null : this.#endpoints.get(declared) ?? null;
  }

  /** The same endpoints, each once: what is declared counts more than what a list says of the same one. */
  over(endpoints: readonly EndpointRecord[]): EndpointRecord[] {
    return endpoints.filter(({ key, tier }) => tier === "config" || !this.#endpoints.has(key));
  }

  /** What stands in for the list of a provider of which none is known; `null`: nothing of it is declared. */
  stateOf(provider: ProviderKey, problem: ListState["problem"] = null): ListState | null {
    const own = this.of(provider);
    if (own.length === 0) return null;
    // Of who has no list it is no news that there is none.
    const why = problem?.code === "lists_none" ? null : problem;
    return { provider, model: null, tier: "config", fetchedAt: own[0].fetchedAt, rows: own.length, problem: why };
  }
}

function modelOf(endpoint: EndpointRecord): ModelRecord {
  const { key, model, provider, wireModel, contextTokens, maxOutputTokens, parameters, capabilities } = endpoint;
  return {
    key: model,
    provider,
    wireModel,
    name: model,
    kind: "chat",
    aliases: [],
    aliasOf: null,
    createdOn: null,
    expiresOn: null,
    deprecated: false,
    replacedBy: null,
    knowledgeCutoff: null,
    contextTokens,
    maxOutputTokens,
    inputModalities: modalitiesOf(capabilities),
    outputModalities: null,
    parameters,
    capabilities,
    price: endpoint.price,
    extra: {},
    declared: key,
    fetchedAt: endpoint.fetchedAt,
    tier: endpoint.tier,
  };
}

/** `null`: nobody has said what it takes. */
function modalitiesOf({ images, files, audio }: Capabilities): readonly string[] | null {
  if (images === "uncertain" && files === "uncertain" && audio === "uncertain") return null;
  const more = [["image", images], ["file", files], ["audio", audio]] as const;
  return ["text", ...more.flatMap(([name, fact]) => fact === "yes" ? [name] : [])];
}

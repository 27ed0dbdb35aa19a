import { UserError } from "../base/mod.ts";
import { endpointOf, findProvider } from "../provider/mod.ts";
import type { Endpoint, ProviderAdapter } from "../spec/mod.ts";
import type { KeyPath, PlanProblems } from "./_plan_problems.ts";

const DEFAULT_WIRE = "openai-chat";

/** What a plan says of where an endpoint is. */
export interface PlaceSource {
  /** `author/slug@provider[/tag]` */
  readonly key: string;
  /** `undefined`: as its provider has it. */
  readonly wire: string | undefined;
  /** `undefined`: the provider's own. */
  readonly baseUrl: string | undefined;
}

/** An endpoint without its price, and the variable that has its key. */
export type Place = Endpoint & {
  /** `null`: it needs no key, or the plan must name the variable. */
  readonly apiKeyEnv: string | null;
};

/**
 * Where an endpoint is and what it speaks: as the plan says, and where it is silent as the provider table has it. A key
 * that the plan does not name is sent to nobody but the provider itself. `null` when a problem was added.
 */
export function placeOf(source: PlaceSource, path: KeyPath, problems: PlanProblems): Place | null {
  const { key, baseUrl } = source;
  const at = key.indexOf("@");
  const [model, provider] = [key.slice(0, at), key.slice(at + 1).split("/", 1)[0]];
  const adapter = tableRow(provider);
  const plain = { key, model, provider, price: null, credential: null, apiKeyEnv: null };
  if (adapter === null || (baseUrl !== undefined && !speaks(adapter, source.wire))) {
    if (baseUrl === undefined) {
      problems.add([...path, "base_url"], `is missing: the provider table has no "${provider}"`);
      return null;
    }
    const wireModel = model.slice(model.indexOf("/") + 1);
    return { ...plain, baseUrl, wire: source.wire ?? DEFAULT_WIRE, wireModel };
  }
  try {
    const wire = source.wire ?? wireAt(adapter, baseUrl);
    const endpoint = endpointOf(adapter, { model, wire, ...(baseUrl === undefined ? {} : { baseUrl }) });
    return {
      ...endpoint,
      ...plain,
      apiKeyEnv: baseUrl === undefined && adapter.origin !== null ? adapter.keyEnv[0] ?? null : null,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.add(path, `cannot be made out: ${error.message}`);
    return null;
  }
}

function tableRow(provider: string): ProviderAdapter | null {
  try {
    return findProvider(provider);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function speaks(adapter: ProviderAdapter, wire: string | undefined): boolean {
  return wire === undefined || wire === adapter.wire || adapter.doors.some((door) => door.wire === wire);
}

/** The door that an address leads to, as its path tells; a server of one's own speaks what most of them do. */
function wireAt(adapter: ProviderAdapter, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) return undefined;
  const doors = [adapter, ...adapter.doors];
  const door = doors.find(({ basePath }) => basePath !== "" && baseUrl.endsWith(basePath));
  if (door !== undefined) return door.wire;
  return doors.some(({ wire }) => wire === DEFAULT_WIRE) ? DEFAULT_WIRE : adapter.wire;
}

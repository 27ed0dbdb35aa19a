import { UserError } from "../base/mod.ts";
import type { FileProblems, KeyPath, Preferences } from "../config/mod.ts";
import { endpointOf, rowNames } from "../provider/mod.ts";
import type { Endpoint, ProviderAdapter } from "../spec/mod.ts";
import type { Plugins } from "./_read_plugins.ts";
import { hint, sectionProblem } from "./_section_problem.ts";
import { tableRow } from "./_table_row.ts";

/** What most servers of one's own speak. */
const DEFAULT_WIRE = "openai-chat";

/** What a plan says of where an endpoint is. */
export interface PlaceSource {
  /** `author/slug@provider[/tag]` */
  readonly key: string;
  /** The key as the plan has it, where that is by an alias or a group; `null`: the key itself. */
  readonly written: string | null;
  /** `undefined`: as its provider has it. */
  readonly wire: string | undefined;
  /** `undefined`: the provider's own. */
  readonly baseUrl: string | undefined;
  /** Providers beside those of the table. */
  readonly plugins: Plugins;
  /** Providers under names of the project's own. */
  readonly preferences: Preferences;
}

/** An endpoint without its price, and the variable that has its key. */
export type Place = Endpoint & {
  /** `null`: it needs no key, or the plan must name the variable. */
  readonly apiKeyEnv: string | null;
};

/**
 * Where an endpoint is and what it speaks: as the plan says, and where it is silent as its plugin or the provider table has
 * it. A key that the plan does not name is sent to nobody but the provider itself. `null` when a problem was added.
 */
export function placeOf(source: PlaceSource, path: KeyPath, problems: FileProblems): Place | null {
  const { key, plugins, preferences } = source;
  const at = key.indexOf("@");
  const [model, provider] = [key.slice(0, at), key.slice(at + 1).split("/", 1)[0]];
  const wrong = sectionProblem(provider, source);
  if (wrong !== null) {
    problems.add([...path, "key"], wrong);
    return null;
  }
  const { config } = preferences;
  const section = config.providers?.[provider];
  const baseUrl = source.baseUrl ?? section?.base_url?.replace(/\/+$/, "");
  const given = source.wire ?? section?.wire;
  const kind = preferences.providerKind(provider);
  const plugin = plugins.list.find((one) => one.key === kind);
  const adapter = plugin ?? tableRow(kind);
  // The key of a section goes to where the section has its provider.
  const credential = isAt(source.baseUrl, section?.base_url ?? adapter?.origin) ? section?.credential : undefined;
  const named = credential === undefined ? {} : { credentialName: credential };
  const apiKeyEnv = credential === undefined ? null : config.credentials?.[credential]?.env ?? null;
  const plain = { key, model, provider, price: null, credential: null, apiKeyEnv, ...named };
  if (adapter === null || (baseUrl !== undefined && !speaks(adapter, given))) {
    if (baseUrl === undefined) {
      const who = plugins.list.length === 0
        ? "the provider table has no"
        : "neither the provider table nor a plugin has";
      const by = source.written === null ? "" : `; "${source.written}" stands for it`;
      const rule = `is missing: ${who} "${kind}"${hint(kind, rowNames())}${by}`;
      if (plugins.isWhole) problems.add([...path, "base_url"], rule);
      return null;
    }
    const wireModel = model.slice(model.indexOf("/") + 1);
    return { ...plain, baseUrl, wire: given ?? DEFAULT_WIRE, wireModel };
  }
  try {
    // A section that names its kind speaks as that does; an address in a plan alone is most often a server of one's own.
    const usual = plugin === undefined && section?.kind === undefined ? DEFAULT_WIRE : adapter.wire;
    const wire = given ?? wireAt(adapter, baseUrl, usual);
    const endpoint = endpointOf({ ...adapter, key: provider }, {
      model,
      wire,
      ...(baseUrl === undefined ? {} : { baseUrl }),
    });
    return {
      ...endpoint,
      ...plain,
      ...(provider === adapter.key ? {} : { kind: adapter.key }),
      apiKeyEnv: apiKeyEnv ??
        (baseUrl === undefined && adapter.origin !== null && section?.credential === undefined
          ? adapter.keyEnv[0] ?? null
          : null),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.add(path, `cannot be made out: ${error.message}`);
    return null;
  }
}

/** Whether an address, where there is one, is at the server of another. */
function isAt(url: string | undefined, other: string | null | undefined): boolean {
  return url === undefined || (typeof other === "string" && URL.parse(url)?.origin === URL.parse(other)?.origin);
}

function speaks(adapter: ProviderAdapter, wire: string | undefined): boolean {
  return wire === undefined || wire === adapter.wire || adapter.doors.some((door) => door.wire === wire);
}

/** The door that an address leads to, as its path tells, else that of the format `usual`, if there is one. */
function wireAt(adapter: ProviderAdapter, baseUrl: string | undefined, usual: string): string | undefined {
  if (baseUrl === undefined) return undefined;
  const doors = [adapter, ...adapter.doors];
  const door = doors.find(({ basePath }) => basePath !== "" && baseUrl.endsWith(basePath));
  if (door !== undefined) return door.wire;
  return doors.some(({ wire }) => wire === usual) ? usual : adapter.wire;
}

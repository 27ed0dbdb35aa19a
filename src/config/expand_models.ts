import { UserError } from "../base/mod.ts";

/** What names of models are looked up in. */
export interface ModelNames {
  /** Short names of models: `{ fast: "openai/gpt-4o-mini" }`. */
  readonly aliases: { readonly [name: string]: string };
  /** Names for several: ids, patterns, aliases, groups. */
  readonly groups: { readonly [name: string]: readonly string[] };
  /** Short names of providers, in keys of endpoints: `{ or: "openrouter" }`. */
  readonly providers: { readonly [name: string]: string };
  /** What patterns are held against: every model that there is. */
  readonly known: readonly string[];
}

/** What names of models stand for. */
export interface ExpandedModels {
  /** Ids of models and keys of endpoints, each once, in the order of the names; what a pattern stands for by the alphabet. */
  readonly models: readonly string[];
  /** Patterns that no known model fits. */
  readonly unmatched: readonly string[];
}

/**
 * What names of models stand for: aliases and groups are looked up, also within each other, and patterns are held against
 * the known models. In a pattern `*` is any text and `?` any character, but neither is a `/` or a `:`, so that
 * `openai/*-mini` is no variant (`openai/o4-mini:free`) unless it says so. A name with `@PROVIDER` behind it stands for
 * the endpoints of its models there. A name that is none of these is taken for an id and kept.
 *
 * @throws {UserError} when an alias or a group stands for itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { expandModels } from "@tapedeck/tapedeck";
 *
 * const { models } = expandModels(["cheap", "fast@or"], {
 *   aliases: { fast: "openai/gpt-4o-mini" },
 *   groups: { cheap: ["fast", "openai/*-nano"] },
 *   providers: { or: "openrouter" },
 *   known: ["openai/gpt-5-nano", "openai/gpt-5", "openai/gpt-4.1-nano"],
 * });
 * assertEquals(models, [
 *   "openai/gpt-4o-mini",
 *   "openai/gpt-4.1-nano",
 *   "openai/gpt-5-nano",
 *   "openai/gpt-4o-mini@openrouter",
 * ]);
 * ```
 */
export function expandModels(names: readonly string[], among: ModelNames): ExpandedModels {
  const models = new Set<string>();
  const unmatched = new Set<string>();
  for (const name of names) {
    for (const model of expand(name, { among, unmatched, path: [] })) models.add(model);
  }
  return { models: [...models], unmatched: [...unmatched] };
}

interface Expanding {
  readonly among: ModelNames;
  readonly unmatched: Set<string>;
  /** The names that led here. */
  readonly path: readonly string[];
}

function expand(name: string, at: Expanding): readonly string[] {
  const { among, unmatched, path } = at;
  if (path.includes(name)) {
    throw new UserError(
      `Cannot tell what a name of models stands for as it stands for itself: current value is ${
        [...path.slice(path.indexOf(name)), name].map((one) => `"${one}"`).join(" → ")
      }`,
      { exitCode: 2 },
    );
  }
  const deeper = { ...at, path: [...path, name] };
  if (Object.hasOwn(among.aliases, name)) return expand(among.aliases[name], deeper);
  if (Object.hasOwn(among.groups, name)) return among.groups[name].flatMap((one) => expand(one, deeper));
  const cut = name.indexOf("@");
  if (cut > 0) {
    const models = expand(name.slice(0, cut), deeper);
    // What is an endpoint already, through an alias, stays where it is.
    return models.map((model) => model.includes("@") ? model : model + providerPart(name.slice(cut), among));
  }
  if (!/[*?]/.test(name)) return [name];
  const pattern = patternOf(name);
  const found = among.known.filter((model) => pattern.test(model)).sort();
  if (found.length === 0) unmatched.add(name);
  return found;
}

/** `@or/azure` as `@openrouter/azure`. */
function providerPart(text: string, { providers }: ModelNames): string {
  const [, name, rest] = /^@([^/]*)(.*)$/s.exec(text)!;
  return `@${Object.hasOwn(providers, name) ? providers[name] : name}${rest}`;
}

function patternOf(glob: string): RegExp {
  const source = glob.replace(
    /[\\^$.*+?()[\]{}|]/g,
    (char) => char === "*" ? "[^/:]*" : char === "?" ? "[^/:]" : `\\${char}`,
  );
  return new RegExp(`^${source}$`);
}

import { z } from "zod";
import { canonicalJson, Decimal, nearestName, UserError } from "../../base/mod.ts";
import { type FileProblems, type KeyPath, type Preferences, readSection, showPath } from "../../config/mod.ts";
import type { EndpointRecord, JsonObject, ModelKey } from "../../spec/mod.ts";
import { globPattern } from "../grid/mod.ts";
import { parseQuery, type QueryTest } from "./parse_query.ts";
import type { PatternEndpoint, PatternScope, PlanPattern } from "./plan_pattern.ts";
import { QuerySyntaxError } from "./_query_tokens.ts";
import { rawNames } from "./_raw_names.ts";

/** More endpoints than this are hardly meant: a plan that means them says `limit`. */
const MOST_ENDPOINTS = 50;
const SHOWN_NAMES = 3;

const settings = z.strictObject({
  key: z.string().min(1).optional(),
  where: z.string().min(1).optional(),
  limit: z.int().min(1).optional(),
  sort: z.enum(["name", "price", "context"]).optional(),
});

/** The keys of an endpoint's table that make a pattern of it. */
export const PATTERN_KEYS: readonly string[] = ["where", "limit", "sort"];

/** What a pattern asks for, without what it is set up with. */
export type PatternChoice = Omit<PlanPattern, "make" | "place">;

/** A pattern for endpoints; `null`, with a problem added: it is wrong. */
export function readPattern(
  raw: { readonly [key: string]: unknown },
  { path, preferences, problems }: {
    readonly path: KeyPath;
    readonly preferences: Preferences;
    readonly problems: FileProblems;
  },
): PatternChoice | null {
  const asked = readSection(
    settings,
    Object.fromEntries(Object.keys(settings.shape).flatMap((key) => raw[key] === undefined ? [] : [[key, raw[key]]])),
    { path, problems },
  );
  if (asked === null) return null;
  const { key = null, where, limit = null, sort = "name" } = asked;
  const query = where === undefined ? null : readQuery(where, { path, problems });
  if (where !== undefined && query === null) return null;
  const names = key === null ? [] : rawNames(key, preferences);
  const text = where === undefined && limit === null && sort === "name" ? key! : canonicalJson(
    JSON.parse(JSON.stringify({ key: key ?? undefined, where, limit: limit ?? undefined, sort })) as JsonObject,
  );
  const parts = { text, key, names, query, limit, sort, preferences, where: showPath(path) };
  return {
    text,
    where: parts.where,
    scope: scopeOf(parts),
    choose: (known) => choose(parts, known),
  };
}

interface PatternParts {
  readonly text: string;
  readonly where: string;
  readonly key: string | null;
  /** What aliases and groups make of the key. */
  readonly names: readonly string[];
  readonly query: QueryTest | null;
  readonly limit: number | null;
  readonly sort: "name" | "price" | "context";
  readonly preferences: Preferences;
}

function readQuery(
  source: string,
  { path, problems }: { readonly path: KeyPath; readonly problems: FileProblems },
): QueryTest | null {
  try {
    return parseQuery(source);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError)) throw error;
    problems.add([...path, "where"], `cannot be read at character ${error.at}: ${error.message}`, source);
    return null;
  }
}

function scopeOf({ names, preferences }: PatternParts): PatternScope {
  if (names.length === 0) return { tagged: true };
  const providers = names.map((name) => /@([^/]*)/.exec(name)?.[1] ?? "*").map((name) =>
    globPattern(preferences.providerName(name))
  );
  return {
    tagged: names.some((name) => /@[^/]*\//.test(name)),
    model: (model) => modelsLike(names, [model], preferences).size > 0,
    provider: (provider) => providers.some((pattern) => pattern.test(provider)),
  };
}

/** The known models that names stand for. */
function modelsLike(
  names: readonly string[],
  known: readonly ModelKey[],
  preferences: Preferences,
): Set<ModelKey> {
  if (names.length === 0) return new Set();
  const all = new Set(known);
  const { models } = preferences.models(names.map((name) => name.split("@", 1)[0]), known);
  return new Set(models.filter((model) => all.has(model)));
}

function choose(
  parts: PatternParts,
  { endpoints, models }: { readonly endpoints: readonly EndpointRecord[]; readonly models: readonly ModelKey[] },
): PatternEndpoint[] {
  const { names, query, limit } = parts;
  const named = names.length === 0
    ? endpoints.map((record) => ({ key: record.key, record }))
    : names.flatMap((name) => meant(name, { endpoints, models, preferences: parts.preferences }));
  const found = new Map<string, Chosen>();
  for (const one of named) {
    if (!found.has(one.key) && (query === null || (one.record !== null && query(one.record) === true))) {
      found.set(one.key, one);
    }
  }
  const sorted = [...found.values()].sort(orderOf(parts.sort));
  if (sorted.length === 0) throw refused(parts, `${noneRule(parts, { endpoints, models })}`);
  if (limit === null && sorted.length > MOST_ENDPOINTS) {
    throw refused(
      parts,
      `it stands for ${sorted.length} endpoints: say "limit" where more than ${MOST_ENDPOINTS} are meant, or be more exact`,
    );
  }
  return sorted.slice(0, limit ?? undefined).map(({ key, record }) => ({ key, wireModel: record?.wireModel ?? null }));
}

interface Chosen {
  readonly key: string;
  /** `null`: the plan names it, and the catalog does not know it. */
  readonly record: EndpointRecord | null;
}

function meant(
  name: string,
  { endpoints, models, preferences }: {
    readonly endpoints: readonly EndpointRecord[];
    readonly models: readonly ModelKey[];
    readonly preferences: Preferences;
  },
): Chosen[] {
  const cut = name.indexOf("@");
  const own = modelsLike([name], models, preferences);
  const among = endpoints.filter((record) => own.has(record.model));
  if (cut === -1) return among.filter(({ tag }) => tag === null).map((record) => ({ key: record.key, record }));
  if (!/[*?]/.test(name)) return [{ key: name, record: endpoints.find(({ key }) => key === name) ?? null }];
  const [provider, ...tag] = name.slice(cut + 1).split("/");
  const pattern = globPattern([preferences.providerName(provider), ...tag].join("/"));
  return among.filter((record) => (record.tag !== null) === (tag.length > 0))
    .filter(({ key }) => pattern.test(key.slice(key.indexOf("@") + 1)))
    .map((record) => ({ key: record.key, record }));
}

function orderOf(sort: PatternParts["sort"]): (a: Chosen, b: Chosen) => number {
  const byName = (a: Chosen, b: Chosen) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
  if (sort === "name") return byName;
  const unknownLast =
    <T>(of: (record: EndpointRecord) => T | null, compare: (a: T, b: T) => number) => (a: Chosen, b: Chosen) => {
      const [first, second] = [a, b].map(({ record }) => record === null ? null : of(record));
      if (first === null || second === null) return first === second ? byName(a, b) : first === null ? 1 : -1;
      return compare(first, second) || byName(a, b);
    };
  return sort === "price"
    ? unknownLast(priceOf, (a, b) => a.compare(b))
    : unknownLast(({ contextTokens }) => contextTokens, (a, b) => b - a);
}

/** Of a token of each kind. */
function priceOf({ price }: EndpointRecord): Decimal | null {
  return price?.kind === "tokens" ? Decimal.parse(price.inputUsd).plus(Decimal.parse(price.outputUsd)) : null;
}

function noneRule(
  { names, query, preferences }: PatternParts,
  { endpoints, models }: { readonly endpoints: readonly EndpointRecord[]; readonly models: readonly ModelKey[] },
): string {
  const like = modelsLike(names, models, preferences);
  if (names.length === 0 || (query !== null && like.size > 0)) {
    return `none of the ${endpoints.length} endpoints that the catalog knows for it meets its query for certain`;
  }
  if (like.size > 0) {
    return `the catalog knows models like it, such as "${[...like][0]}", and none of those providers to serve them`;
  }
  const near = nearModels(names[0].split("@", 1)[0], models).map((name) => `"${name}"`);
  return `the catalog knows no model like it${near.length === 0 ? "" : `: near are ${near.join(", ")}`}`;
}

/** Models that a pattern without any may have meant. */
function nearModels(pattern: string, models: readonly ModelKey[]): string[] {
  const [author, slug = ""] = pattern.split("/");
  const authors = [...new Set(models.map((model) => model.split("/", 1)[0]))];
  const plain = (text: string) => text.replace(/[*?]/g, "");
  const meantAuthor = authors.includes(author) ? author : nearestName(plain(author), authors);
  const own = meantAuthor === null ? models : models.filter((model) => model.startsWith(`${meantAuthor}/`));
  const word = plain(slug);
  const having = word === "" ? own : own.filter((model) => model.includes(word));
  const nearest = nearestName(word, own.map((model) => model.slice(model.indexOf("/") + 1)));
  if (having.length > 0) return having.slice(0, SHOWN_NAMES);
  if (nearest !== null) return [own.find((model) => model.endsWith(`/${nearest}`))!];
  return meantAuthor === null ? [] : own.slice(0, SHOWN_NAMES);
}

function refused({ text, where }: PatternParts, reason: string): UserError {
  return new UserError(`Cannot tell the endpoints of the plan's ${where} as ${reason}: current value is ${text}`, {
    exitCode: 2,
  });
}

import { Decimal, UserError } from "../../base/mod.ts";
import type { ListedKind, ListedModelsOptions, ModelSort } from "../../catalog/mod.ts";
import type { CapabilityName } from "../../spec/mod.ts";

/** What a page of models is asked for, as its address says it. */
export interface ModelQuery {
  readonly text: string;
  /** The empty string: all. */
  readonly provider: string;
  readonly can: readonly CapabilityName[];
  /** US dollars per million input tokens at most; the empty string: any. */
  readonly inputUsd: string;
  /** The same of output tokens. */
  readonly outputUsd: string;
  /** Tokens at least; the empty string: any. */
  readonly context: string;
  /** `null`: all. */
  readonly kind: ListedKind | null;
  readonly sort: ModelSort;
  /** From 1. */
  readonly page: number;
}

/** What can be asked for, in the order in which it is shown. */
export const ABILITIES: readonly CapabilityName[] = ["tools", "jsonSchema", "reasoning", "images", "files", "audio"];
/** The kinds of models. */
export const KINDS: readonly ListedKind[] = ["promoted", "curated", "discovered"];
/** The orders of models, the usual one first. */
export const SORTS: readonly ModelSort[] = ["relevance", "name", "price", "context", "newest"];

/**
 * Read an address.
 * @throws {UserError} when a value is none that can be asked for.
 */
export function readModelQuery(params: URLSearchParams): ModelQuery {
  const text = (name: string) => params.get(name)?.trim() ?? "";
  const kind = text("kind");
  return {
    text: text("q"),
    provider: text("provider"),
    can: params.getAll("can").map((name) => oneOf("ability", name, ABILITIES)),
    inputUsd: bound("input price", text("in")),
    outputUsd: bound("output price", text("out")),
    context: bound("context", text("context")),
    kind: kind === "" ? null : oneOf("kind", kind, KINDS),
    sort: oneOf("order", text("sort") || SORTS[0], SORTS),
    page: Math.max(1, Math.floor(Number(bound("page", text("page")) || "1"))),
  };
}

/** The address of a page. */
export function addressOf(query: ModelQuery): string {
  const params = new URLSearchParams();
  const set = (name: string, value: string) => value === "" ? undefined : params.append(name, value);
  set("q", query.text);
  set("provider", query.provider);
  for (const name of query.can) set("can", name);
  set("in", query.inputUsd);
  set("out", query.outputUsd);
  set("context", query.context);
  set("kind", query.kind ?? "");
  set("sort", query.sort === SORTS[0] ? "" : query.sort);
  set("page", query.page === 1 ? "" : String(query.page));
  return params.size === 0 ? "/" : `/?${params}`;
}

/** The same question, as the catalog is asked it. */
export function listingOf(query: ModelQuery): Pick<ListedModelsOptions, "query" | "filters" | "kinds" | "sort"> {
  return {
    query: query.text,
    filters: {
      ...(query.provider === "" ? {} : { provider: query.provider }),
      capabilities: query.can,
      ...(query.inputUsd === "" ? {} : { maxInputUsdPerMillion: query.inputUsd }),
      ...(query.outputUsd === "" ? {} : { maxOutputUsdPerMillion: query.outputUsd }),
      ...(query.context === "" ? {} : { minContextTokens: Number(query.context) }),
    },
    ...(query.kind === null ? {} : { kinds: [query.kind] }),
    sort: query.sort,
  };
}

function oneOf<T extends string>(what: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UserError(
    `Cannot list the models as the ${what} is none of ${allowed.join(", ")}: current value is "${value}"`,
    {
      exitCode: 2,
    },
  );
}

/** A number as it was written, for exact comparisons. */
function bound(what: string, value: string): string {
  if (value === "") return value;
  try {
    return Decimal.parse(value).toString();
  } catch (cause) {
    throw new UserError(`Cannot list the models as the ${what} is no number: current value is "${value}"`, {
      exitCode: 2,
      cause,
    });
  }
}

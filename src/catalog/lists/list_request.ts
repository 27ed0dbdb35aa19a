import type { Credential, JsonValue, ModelPageFacts } from "../../spec/mod.ts";
import type { ListPlace } from "../store/mod.ts";

/** A row of a list, once read: a model or an endpoint. */
export type ListRow = { readonly key: string };

/** A page of any list, once read. */
export interface ListPage {
  /** In the order of the list. */
  readonly rows: readonly ListRow[];
  /** How many rows could not be read. */
  readonly skipped: number;
  /** What to add to the query for the next page; `null`: this was the last. */
  readonly next: { readonly [parameter: string]: string } | null;
}

/** How a list is fetched, when it is. */
export interface ListRequest {
  /** Which list. */
  readonly place: ListPlace;
  /** Without a query of pages. */
  readonly url: string;
  /** Of the first page. */
  readonly query: { readonly [parameter: string]: string };
  /** The credential among them. */
  readonly headers: { readonly [name: string]: string };
  /** The credential that is among the headers: it is not carried along to where a server redirects. `null`: none is. */
  readonly credential: Credential | null;
  /** Lenient; may throw where a plugin's own does. */
  readonly read: (page: JsonValue, facts: ModelPageFacts) => ListPage;
  /**
   * What is not believed of a new list: that it is empty or has lost more than half of its rows, only that it is empty,
   * or nothing, as on servers of one's own that may really have lost their models.
   */
  readonly gate: "half" | "empty" | "none";
}

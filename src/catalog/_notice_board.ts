import type { ModelResolution } from "./ids/mod.ts";
import type { CatalogNotice } from "./catalog_notice.ts";
import type { IdMigration } from "./ids/mod.ts";
import type { KnownList } from "./_known_lists.ts";
import type { ListProblem } from "./lists/mod.ts";

const DAY_MS = 86_400_000;

/** Words what a catalog has to tell, and tells each thing once. */
export class NoticeBoard {
  readonly #onNotice: ((notice: CatalogNotice) => void) | undefined;
  readonly #told = new Set<string>();

  /** Without a listener nothing is told. */
  constructor(onNotice: ((notice: CatalogNotice) => void) | undefined) {
    this.#onNotice = onNotice;
  }

  /** Facts that ship or that are too old stand in for a list that cannot be had. */
  oldFacts(problem: ListProblem, { list, ageMs }: { readonly list: KnownList; readonly ageMs: number }): void {
    const { provider, model, reason } = problem;
    const what = model === null ? `The models of ${provider}` : `The endpoints of ${model} at ${provider}`;
    const age = `${list.tier}, ${Math.floor(ageMs / DAY_MS)} days old`;
    const message = `${what} are of ${list.fetchedAt.slice(0, 10)} (${age}) as ${reason}`;
    this.#tell({ code: "old_facts", provider, model, message });
  }

  /** A new list was not believed. */
  refused({ provider, model, message }: ListProblem): void {
    this.#tell({ code: "list_refused", provider, model, message: `${message}; the one before is kept` });
  }

  /** A stored id has become another one. */
  migrated({ from, to, reason }: IdMigration): void {
    this.#tell({ code: "id_migrated", provider: null, model: to, message: `${from} is ${to} now (${reason})` });
  }

  /** A stored id is no longer listed. */
  gone({ id, suggestions }: ModelResolution & { kind: "gone" }): void {
    const near = suggestions.length === 0 ? "" : `; the nearest are ${suggestions.join(", ")}`;
    this.#tell({ code: "id_gone", provider: null, model: id, message: `${id} is in no list any more${near}` });
  }

  #tell(notice: CatalogNotice): void {
    const { code, provider, model, message } = notice;
    const name = JSON.stringify([code, provider, model, message]);
    if (this.#told.has(name)) return;
    this.#told.add(name);
    this.#onNotice?.(notice);
  }
}

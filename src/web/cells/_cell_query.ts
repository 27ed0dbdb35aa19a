import type { CellQuery } from "../../report/cells/mod.ts";

/** How a cell can stand, in the words of addresses and filters. */
export const CELL_STATES: readonly NonNullable<CellQuery["state"]>[] = [
  "ok",
  "failed",
  "unrecordable",
  "unanswered",
  "unfinished",
  "waiting",
];

const SORTS: readonly NonNullable<CellQuery["sort"]>[] = ["index", "endpoint", "status", "score", "latency", "cost"];

/** What an address asks of a list of cells; what it does not understand it leaves out. */
export function readCellQuery(read: (name: string) => string | undefined): CellQuery {
  const sort = read("sort") ?? "";
  const isDescending = sort.startsWith("-");
  const name = SORTS.find((one) => one === sort.slice(isDescending ? 1 : 0));
  const state = CELL_STATES.find((one) => one === read("status"));
  const variant = read("variant");
  const page = Number(read("page"));
  return {
    ...text("endpoint", read("endpoint")),
    ...text("label", read("label")),
    // The variant of a run without axes has an empty name.
    ...(variant === undefined ? {} : { variant }),
    ...text("prompt", read("prompt")),
    ...text("text", read("q")),
    ...(state === undefined ? {} : { state }),
    ...(name === undefined ? {} : { sort: name, isDescending }),
    ...(Number.isSafeInteger(page) && page > 1 ? { page } : {}),
  };
}

/** The same as the search of an address, with its question mark; the empty string where nothing is asked. */
export function cellSearch(
  { endpoint, label, variant, prompt, text, state, sort, isDescending, page }: CellQuery,
): string {
  const params = new URLSearchParams(
    Object.entries({
      endpoint,
      label,
      prompt,
      q: text,
      status: state,
      sort: sort === undefined || (sort === "index" && !isDescending) ? undefined : `${isDescending ? "-" : ""}${sort}`,
      page: page === undefined || page === 1 ? undefined : String(page),
    }).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ""),
  );
  if (variant !== undefined) params.set("variant", variant);
  return params.size === 0 ? "" : `?${params}`;
}

function text(name: string, value: string | undefined): { readonly [name: string]: string } {
  return value === undefined || value === "" ? {} : { [name]: value };
}

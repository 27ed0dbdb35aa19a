/** Which answers are listed. */
export const SHOWN = ["changed", "worse", "better", "all"] as const;
export type Shown = typeof SHOWN[number];

/** How two texts stand. */
export const VIEWS = ["unified", "side"] as const;
export type View = typeof VIEWS[number];

/** One side as an address names it. */
export interface SideQuery {
  /** `null`: whichever suits the other side. */
  readonly run: string | null;
  /** `endpoint`, or `endpoint label`; `null`: the whole run. */
  readonly variant: string | null;
}

/** What an address of the page asks for. */
export interface CompareQuery {
  readonly a: SideQuery;
  readonly b: SideQuery;
  readonly show: Shown;
  readonly view: View;
  /** From 1. */
  readonly page: number;
  /** What the chart shows. */
  readonly metric: string;
}

/** Reads an address; what it does not say, or says wrongly, is the usual. */
export function readQuery(ask: (name: string) => string | undefined): CompareQuery {
  const side = (run: string, variant: string): SideQuery => ({ run: ask(run) || null, variant: ask(variant) || null });
  const page = Number(ask("page") ?? 1);
  return {
    a: side("a", "va"),
    b: side("b", "vb"),
    show: SHOWN.find((one) => one === ask("show")) ?? SHOWN[0],
    view: VIEWS.find((one) => one === ask("view")) ?? VIEWS[0],
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
    metric: ask("metric") || "score",
  };
}

/** The address that asks for it, with what is usual left out. */
export function addressOf(query: CompareQuery, path = "/compare"): string {
  const { a, b, show, view, page, metric } = query;
  const all: [string, string | null][] = [
    ["a", a.run],
    ["va", a.variant],
    ["b", b.run],
    ["vb", b.variant],
    ["show", show === SHOWN[0] ? null : show],
    ["view", view === VIEWS[0] ? null : view],
    ["metric", metric === "score" ? null : metric],
    ["page", page === 1 ? null : String(page)],
  ];
  const told = all.filter((entry): entry is [string, string] => entry[1] !== null);
  return told.length === 0 ? path : `${path}?${new URLSearchParams(told)}`;
}

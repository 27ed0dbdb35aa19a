/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { UserError } from "../../base/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { page } from "../shell/mod.ts";
import { MOST_RUNS } from "./_chosen_runs.ts";
import type { CompareQuery } from "./_compare_query.ts";
import { readQuery } from "./_compare_query.ts";
import { Comparisons } from "./_comparisons.ts";
import { ComparisonRegion } from "./_comparison_region.tsx";
import { comparisonNotes } from "./_notes.ts";
import { shownChanges } from "./_shown_changes.ts";

const USUAL_WIDTH = 900;

type Asked = Context<DashboardEnv>;

/** `/compare`: two runs or variants side by side, and its chart. */
export function compareRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const comparisons = new Comparisons();
  const routes = new Hono<DashboardEnv>();
  routes.get("/compare", async (c) => {
    const ledger = await sources.ledger();
    const query = readQuery((name) => c.req.query(name));
    const sides = ledger === null ? { kind: "none" } as const : await comparisons.sides(ledger, query);
    if (sides.kind === "missing") return c.notFound();
    if (ledger === null || sides.kind === "none") return await emptyPage(c);
    const facts = await factsOf(ledger, { comparisons, sides, query });
    const region = <ComparisonRegion {...facts} />;
    if (c.req.header("x-fragment") === "1") return c.html(region);
    return await page(c, { title: "Compare", active: "Compare" }, <Whole>{region}</Whole>);
  });
  routes.get("/compare/chart.json", async (c) => {
    const chart = await chartOf(c, { sources, comparisons });
    return chart === null ? c.notFound() : c.json(await comparisons.chart(chart.a, chart.b, chart));
  });
  routes.get("/compare/chart.svg", async (c) => {
    const chart = await chartOf(c, { sources, comparisons });
    if (chart === null) return c.notFound();
    return c.body(await comparisons.picture(chart.a, chart.b, chart), 200, { "content-type": "image/svg+xml" });
  });
  return routes;
}

type Sides = Extract<Awaited<ReturnType<Comparisons["sides"]>>, { readonly kind: "sides" }>;

async function factsOf(ledger: Ledger, { comparisons, sides: { a, b }, query }: {
  readonly comparisons: Comparisons;
  readonly sides: Sides;
  readonly query: CompareQuery;
}) {
  const comparison = await comparisons.comparison(a, b);
  const answers = await comparisons.changes(a, b);
  const shown = shownChanges(answers.pairs, query);
  return {
    a,
    b,
    comparison,
    answers,
    shown,
    notes: comparisonNotes(a, b, comparison),
    runs: await ledger.runs({ last: MOST_RUNS }),
    // What was chosen for the user stands in the addresses, too, so that they keep meaning the same.
    query: {
      ...query,
      page: shown.page,
      a: { run: a.run.runId, variant: a.variantText },
      b: { run: b.run.runId, variant: b.variantText },
    },
  };
}

async function chartOf(c: Asked, { sources, comparisons }: {
  readonly sources: DashboardSources;
  readonly comparisons: Comparisons;
}) {
  const ledger = await sources.ledger();
  const query = readQuery((name) => c.req.query(name));
  const sides = ledger === null ? null : await comparisons.sides(ledger, query);
  if (sides?.kind !== "sides") return null;
  const theme = c.req.query("theme") === "dark" ? "dark" : "light";
  const { metrics } = await comparisons.comparison(sides.a, sides.b);
  if (!metrics.some(({ metric }) => metric === query.metric)) {
    const known = metrics.map(({ metric }) => metric).join(", ");
    throw new UserError(`Cannot draw the metric as it is none of ${known}: current value is "${query.metric}"`);
  }
  return { a: sides.a, b: sides.b, metric: query.metric, theme, width: widthOf(c.req.query("width")) } as const;
}

/** Charts of about the same width are the same. */
function widthOf(asked: string | undefined): number {
  const width = Number(asked ?? USUAL_WIDTH);
  const known = Number.isFinite(width) ? Math.min(1000, Math.max(420, width)) : USUAL_WIDTH;
  return Math.floor(known / 20) * 20;
}

function Whole({ children }: { readonly children?: unknown }) {
  return (
    <>
      <h1>Compare</h1>
      <p class="sub">Two runs, or two variants of a run, on the prompts that they share</p>
      <div id="comparison">{children}</div>
    </>
  );
}

function emptyPage(c: Asked): Response | Promise<Response> {
  return page(
    c,
    { title: "Compare", active: "Compare" },
    (
      <>
        <h1>Compare</h1>
        <p class="card empty">
          There is no answer to compare yet: run a sweep first, <code>deno task sweep</code>.
        </p>
      </>
    ),
  );
}

/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { UserError } from "../../base/mod.ts";
import type { CellDetail } from "../../report/cells/mod.ts";
import type { Attempt, Ledger, RunRecord } from "../../spec/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { page } from "../shell/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { CellPage } from "./_cell_page.tsx";
import { cellSearch, readCellQuery } from "./_cell_query.ts";
import { CellTable } from "./_cell_table.tsx";
import { CellsPage } from "./_cells_page.tsx";
import { cellText } from "./_cell_texts.ts";
import { OthersPart } from "./_others_part.tsx";
import { addProfileRoute } from "./_profile_route.tsx";
import { RunPlans } from "./_run_plans.ts";
import { ScoresPart } from "./_scores_part.tsx";

type Asked = Context<DashboardEnv>;

/** In a larger run, what others answered comes when it is asked for. */
const SMALL_RUN = 2000;
/** Who has rated last in this browser. */
const RATER = "tapedeck_rater";
const YEAR_S = 365 * 24 * 3600;

/** `/runs/:run/cells`: a run's cells, and what can be done with one. */
export function cellRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const plans = new RunPlans(sources);
  const routes = new Hono<DashboardEnv>();
  routes.get("/runs/:run/cells", async (c) => {
    const found = await runOf(c, sources);
    if (found === null) return c.notFound();
    const { cellList } = await import("../../report/cells/mod.ts");
    const query = readCellQuery((name) => c.req.query(name));
    const props = { run: found.run, query, page: await cellList(found.ledger, found.run, query) };
    if (isFragment(c)) return c.html(<CellTable {...props} />);
    return await page(c, { title: `Cells of ${found.run.plan}`, active: "Runs" }, <CellsPage {...props} />);
  });
  routes.get("/runs/:run/cells/:cell", async (c) => {
    const found = await cellOf(c, sources, plans);
    if (found === null) return c.notFound();
    const { ledger, detail } = found;
    const isSmall = detail.run.cells <= SMALL_RUN;
    const props = {
      detail,
      view: c.req.query("view") === "json" ? "json" as const : "text" as const,
      rater: raterOf(c, sources),
      same: isSmall ? await sameAs(ledger, detail) : null,
    };
    return await page(
      c,
      { title: `Cell ${detail.index} of ${detail.run.plan}`, active: "Runs" },
      <CellPage {...props} />,
    );
  });
  routes.get("/runs/:run/cells/:cell/others", async (c) => {
    const found = await cellOf(c, sources, plans);
    const same = found === null ? null : await sameAs(found.ledger, found.detail);
    if (found === null || same === null) return c.notFound();
    const { run: { runId }, identity } = found.detail;
    const { promptId } = identity!;
    if (!isFragment(c)) return c.redirect(cellLink(runId, null, cellSearch({ prompt: promptId })));
    return c.html(<OthersPart runId={runId} promptId={promptId} same={same} />);
  });
  routes.get("/runs/:run/cells/:cell/text/:part", async (c) => {
    const found = await cellOf(c, sources, plans);
    const part = c.req.param("part");
    const text = found === null ? null : cellText(found.detail, part);
    if (text === null) return c.notFound();
    return c.body(text, 200, {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="cell-${found!.detail.index}-${part}.txt"`,
    });
  });
  routes.post("/runs/:run/cells/:cell/rating", async (c) => await rate(c, sources));
  addProfileRoute(routes, sources);
  return routes;
}

async function runOf(
  c: Asked,
  sources: DashboardSources,
): Promise<{ readonly ledger: Ledger; readonly run: RunRecord } | null> {
  const ledger = await sources.ledger();
  const run = await ledger?.run(c.req.param("run")!) ?? null;
  return ledger === null || run === null ? null : { ledger, run };
}

async function cellOf(
  c: Asked,
  sources: DashboardSources,
  plans: RunPlans,
): Promise<{ readonly ledger: Ledger; readonly detail: CellDetail } | null> {
  const found = await runOf(c, sources);
  const index = placeOf(c, found?.run);
  if (found === null || index === null) return null;
  const { ledger, run } = found;
  const { cellDetail } = await import("../../report/cells/mod.ts");
  const { cassettePath } = await plans.places(run);
  return { ledger, detail: await cellDetail(ledger, run, index, { tape: cassettePath, plan: await plans.of(run) }) };
}

/** `null`: the run has no such cell. */
function placeOf(c: Asked, run: RunRecord | undefined): number | null {
  const name = c.req.param("cell")!;
  const index = /^\d{1,12}$/.test(name) ? Number(name) : -1;
  return run === undefined || index < 0 || index >= run.cells ? null : index;
}

async function sameAs(ledger: Ledger, { tries }: CellDetail) {
  const last: Attempt | undefined = tries.at(-1)?.row;
  if (last === undefined) return null;
  const { samePrompt } = await import("../../report/cells/mod.ts");
  return await samePrompt(ledger, last);
}

async function rate(c: Asked, sources: DashboardSources): Promise<Response> {
  const found = await runOf(c, sources);
  const cellIndex = placeOf(c, found?.run);
  if (found === null || cellIndex === null) return await c.notFound();
  const { ledger, run } = found;
  const form = await c.req.parseBody();
  const field = (name: string) => String(form[name] ?? "");
  const rater = field("rater").trim() || raterOf(c, sources);
  const { rateAnswer } = await import("../../sweep/mod.ts");
  const now = () => sources.clock.date().toISOString();
  await rateAnswer(ledger, run.runId, { cellIndex, rater, score: scoreOf(field), note: field("note"), now });
  setCookie(c, RATER, rater, { httpOnly: true, sameSite: "Strict", path: "/runs", maxAge: YEAR_S });
  if (!isFragment(c)) return c.redirect(cellLink(run.runId, cellIndex, "#scores"), 303);
  const { cellDetail } = await import("../../report/cells/mod.ts");
  // Scores do not stand on the tape.
  const detail = await cellDetail(ledger, run, cellIndex, { tape: null });
  return await c.html(<ScoresPart detail={detail} rater={rater} />);
}

function scoreOf(field: (name: string) => string): number {
  const thumb = field("thumb");
  if (thumb === "up") return 1;
  if (thumb === "down") return 0;
  const given = field("score").trim();
  if (given !== "" && Number.isFinite(Number(given))) return Number(given);
  throw new UserError(`Cannot rate as the score must be a number from 0 to 1: current value is "${given}"`);
}

function raterOf(c: Asked, { env }: DashboardSources): string {
  return getCookie(c, RATER) ?? (env("USER") || "somebody");
}

function isFragment(c: Asked): boolean {
  return c.req.header("x-fragment") === "1";
}

/** @jsxImportSource hono/jsx */
import type { Hono } from "hono";
import { UserError } from "../../base/mod.ts";
import { rawParameters } from "../../config/mod.ts";
import { ProfileExistsError } from "../../routing/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { page } from "../shell/mod.ts";
import { SaveProfileForm, type SaveProfileFormProps, SaveProfilePart } from "./save_profile_form.tsx";

/** As a configuration takes it, and as a person can read it. */
const NAME = /^[^\s/@:*\p{C}]{1,60}$/u;

/** `POST /runs/:run/profile`: keep the parameters of a variant under a name, as `tapedeck profile save` does. */
export function addProfileRoute(routes: Hono<DashboardEnv>, sources: DashboardSources): void {
  routes.post("/runs/:run/profile", async (c) => {
    const ledger = await sources.ledger();
    const run = await ledger?.run(c.req.param("run")) ?? null;
    if (ledger === null || run === null) return await c.notFound();
    const form = await c.req.parseBody();
    const field = (name: string) => String(form[name] ?? "");
    const asked: SaveProfileFormProps = {
      runId: run.runId,
      endpoint: field("endpoint"),
      model: field("model"),
      label: field("label"),
      name: field("name").trim(),
      scope: field("scope") === "all" ? "all" : "model",
    };
    const answer = await saved(asked, { sources, ledger, replace: field("overwrite") === "yes" });
    if (c.req.header("x-fragment") === "1") return await c.html(<SaveProfilePart {...answer} />);
    return await page(
      c,
      { title: "Save a profile", active: "Runs" },
      (
        <>
          <h1>Save a profile</h1>
          <p class="sub">
            <a href={`/runs/${encodeURIComponent(run.runId)}`}>To the run</a>
          </p>
          <section class="card">
            <SaveProfileForm {...answer} />
          </section>
        </>
      ),
    );
  });
}

/** What the form says next: that it is kept, or that there is one of the name. */
async function saved(
  asked: SaveProfileFormProps,
  { sources: { registry }, ledger, replace }: {
    readonly sources: DashboardSources;
    readonly ledger: NonNullable<Awaited<ReturnType<DashboardSources["ledger"]>>>;
    readonly replace: boolean;
  },
): Promise<SaveProfileFormProps> {
  const { runId, endpoint, label, model, name = "", scope } = asked;
  if (!NAME.test(name)) {
    throw new UserError(
      `Cannot save the profile as its name must be one word of up to 60 characters without /, @, : and *: current value is "${name}"`,
    );
  }
  const { variantParameters } = await import("../../sweep/mod.ts");
  const parameters = await variantParameters(ledger, { runId, label, endpoint });
  const of = scope === "all" ? {} : { model };
  try {
    const path = await registry.saveProfile(name, parameters, { ...of, save: true, replace });
    return { ...asked, saved: { name, path: path!, parameters: { ...rawParameters(parameters) } } };
  } catch (error) {
    if (error instanceof ProfileExistsError) return { ...asked, exists: true };
    throw error;
  }
}

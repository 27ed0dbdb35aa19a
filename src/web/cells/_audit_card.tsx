/** @jsxImportSource hono/jsx */
import { formatScore, UNKNOWN } from "../../base/mod.ts";
import type { CellDetail } from "../../report/cells/mod.ts";
import type { RouteRecord } from "../../spec/mod.ts";

/** Why things went as they did: routes, and what was decided once and kept on the tape. */
export function AuditCard({ detail: { routes, decisions, identity, run } }: { readonly detail: CellDetail }) {
  return (
    <section class="card" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit</h2>
      <dl class="facts">
        <dt>Cell</dt>
        <dd class="key">{identity?.cellId ?? UNKNOWN}</dd>
        <dt>Asked as</dt>
        <dd>{`${run.mode}, plan ${run.plan}`}</dd>
      </dl>
      {routes.length === 0
        ? <p class="note">The plan names its endpoint, so there was no choice among endpoints.</p>
        : routes.map((route) => <Route route={route} />)}
      {decisions.length > 0 && (
        <>
          <h3>Decided once, kept on the tape</h3>
          <ul class="plain">
            {decisions.map(({ line, record: { scope, name, reason, choice } }) => (
              <li>
                <span class="key">{`${scope} ${name}`}</span> <span class="note">{`line ${line}: ${reason}`}</span>
                <details>
                  <summary>Choice</summary>
                  <pre
                    tabindex={0}
                    role="region"
                    aria-label={`Choice of ${name}`}
                  >{JSON.stringify(choice, null, 2)}</pre>
                </details>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Route({ route: { audit, outcome } }: { readonly route: RouteRecord }) {
  return (
    <details open>
      <summary>
        {`Policy ${audit.policy} chose `}
        <span class="key">{audit.chosen ?? "none"}</span>
        {` (${audit.origin}): ${audit.why}`}
      </summary>
      <ul class="plain">
        {audit.candidates.map(({ endpoint, score, why }) => (
          <li>
            <span class="key">{endpoint}</span>{" "}
            <span class="note">{`${score === null ? UNKNOWN : formatScore(score)} · ${why}`}</span>
          </li>
        ))}
        {audit.rejected.map(({ endpoint, rejections }) => (
          <li>
            <span class="key">{endpoint}</span> <span class="bad">not asked</span>{" "}
            <span class="note">{rejections.map(({ reason }) => reason).join("; ")}</span>
          </li>
        ))}
        {outcome?.failed.map(({ endpoint, errorKind, message }) => (
          <li>
            <span class="key">{endpoint}</span> <span class="bad">{errorKind}</span> <span class="note">{message}</span>
          </li>
        ))}
      </ul>
      {outcome !== null && <p class="note">{`Answered by ${outcome.answered ?? "none"}.`}</p>}
    </details>
  );
}

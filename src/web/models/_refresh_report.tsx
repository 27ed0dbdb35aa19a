/** @jsxImportSource hono/jsx */
import { formatCount } from "../../base/mod.ts";
import type { RefreshReport } from "../../catalog/mod.ts";

/** What came of a refresh, provider by provider. */
export function RefreshReports({ reports }: { readonly reports: readonly RefreshReport[] }) {
  const asked = reports.filter(({ outcome }) => outcome !== "skipped");
  const skipped = reports.filter(({ outcome }) => outcome === "skipped");
  return (
    <div class="card" role="status">
      <h2>Refreshed</h2>
      {asked.length === 0 ? <p>Nobody could be asked for a list.</p> : (
        <ul class="lists">
          {asked.map((report) => (
            <li>
              <span class={`badge ${report.outcome === "failed" ? "bad" : "good"}`}>{report.outcome}</span>
              {report.provider} <span class="faint">{outcomeText(report)}</span>
            </li>
          ))}
        </ul>
      )}
      {skipped.length === 0 ? null : (
        <details>
          <summary>{formatCount(skipped.length, "provider was", "providers were")} skipped</summary>
          <ul class="lists">
            {skipped.map(({ provider, problem }) => (
              <li>
                {provider} <span class="faint">{problem?.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function outcomeText({ outcome, rows, before, skipped, problem, fetchedAt }: RefreshReport): string {
  const models = formatCount(rows, "model");
  const was = before === null || before === rows ? "" : `, before ${before.toLocaleString("en-US")}`;
  const unread = skipped === 0 ? "" : `; ${formatCount(skipped, "row")} could not be read`;
  switch (outcome) {
    case "fetched":
    case "elsewhere":
      return `${models}${was}${unread}`;
    case "unchanged":
      return `${models}, as before`;
    case "fresh":
      return `${models}: the list is fresh, and nobody was asked`;
    default: {
      const kept = fetchedAt === null ? "" : `; the list of ${fetchedAt.slice(0, 10)} is kept`;
      return `${problem?.reason ?? "nobody knows why"}${kept}`;
    }
  }
}

/** @jsxImportSource hono/jsx */
import { formatMs, formatScore, formatUsd, type ShortNames, shortNames } from "../../base/mod.ts";
import type { ReportVariant, RunReport } from "../../report/mod.ts";
import { SaveProfileForm } from "../cells/mod.ts";
import { runLink } from "./_run_link.ts";
import { SortHead } from "./_sort_head.tsx";

/** The variants of a run, and how sure their scores are. */
export function VariantsTable({ report, isDone }: {
  readonly report: RunReport;
  /** Whether it will not be made again, so that nobody's form is taken away. */
  readonly isDone: boolean;
}) {
  const { run, variants, scorers, scoreRule } = report;
  const hasLabels = variants.some(({ label }) => label !== "");
  const named = scorers.length > 1 ? scorers : [];
  const { common, short } = shortEndpoints(variants);
  const methods = [...new Set(variants.flatMap(({ scoreMethod }) => scoreMethod ?? []))];
  return (
    <>
      <p class="note" id="variants-note">
        An endpoint with one set of parameters each. Latencies are those of answers; a cost is that of all tries.
        {common.length > 0 && (
          <>
            {" "}Endpoints are those of <span class="key">{common[0]}</span>.
          </>
        )}
      </p>
      <div class="wide">
        <table data-sort id="variants" class="runs variants" aria-label="Variants" aria-describedby="variants-note">
          <thead>
            <tr>
              <SortHead table="variants" words="Endpoint" />
              {hasLabels && <SortHead table="variants" words="Parameters" />}
              <SortHead table="variants" words="Score" isNumber below="95 % interval" />
              <SortHead table="variants" words="Prompts" isNumber />
              {named.map((name) => <SortHead table="variants" words={name} isNumber />)}
              <SortHead table="variants" words="Cells" isNumber />
              <SortHead table="variants" words="Failed" isNumber />
              <SortHead table="variants" words="Latency p50, ms" isNumber />
              <SortHead table="variants" words="Latency p95, ms" isNumber />
              <SortHead table="variants" words="First token p50, ms" isNumber />
              <SortHead table="variants" words="Tokens/s p50" isNumber />
              <SortHead table="variants" words="Cost,&nbsp;$" isNumber />
              <SortHead table="variants" words="Per cell,&nbsp;$" isNumber />
            </tr>
          </thead>
          <tbody>
            {variants.map((variant, number) => (
              <VariantRow
                variant={variant}
                number={number}
                runId={run.runId}
                name={short(variant.endpoint)}
                hasLabels={hasLabels}
                named={named}
                isDone={isDone}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">{scoreRule}</p>
      {methods.length > 0 && (
        <p class="note">
          Intervals are of the mean over prompts:{" "}
          {methods.join("; ")}. They say nothing of prompts that are not like these. Half of the answers came within the
          p50, all but a twentieth within the p95.
        </p>
      )}
    </>
  );
}

/** What the names of all endpoints begin with is said once; those that begin otherwise each stand as they are. */
function shortEndpoints(variants: readonly ReportVariant[]): ShortNames {
  const names = shortNames([...new Set(variants.map(({ endpoint }) => endpoint))]);
  return names.common.length > 0 ? names : { common: [], short: (name) => name };
}

function VariantRow({ variant, number, runId, name, hasLabels, named, isDone }: {
  readonly variant: ReportVariant;
  /** Its place in the grid's order. */
  readonly number: number;
  readonly runId: string;
  /** Its endpoint's, without what all have in common. */
  readonly name: string;
  readonly hasLabels: boolean;
  readonly named: readonly string[];
  readonly isDone: boolean;
}) {
  const { endpoint, label, score, scoreInterval, prompts, scores, cells, failed, costUsd } = variant;
  const perCell = costUsd === null || cells === 0 ? null : costUsd / cells;
  const query = { endpoint, variant: label };
  return (
    <tr>
      <th scope="row" data-value={endpoint}>
        <span class="key">{name}</span>
        {isDone && (
          <details id={`variant-${number}`}>
            <summary class="note">
              save as a profile <span class="visually-hidden">{`the parameters of ${endpoint} ${label}`}</span>
            </summary>
            <SaveProfileForm runId={runId} endpoint={endpoint} model={variant.model} label={variant.cellLabel} />
          </details>
        )}
      </th>
      {hasLabels && <td class="key label">{label}</td>}
      <td class="number" data-value={score === null ? "–" : String(score)}>
        {formatScore(score)}
        {scoreInterval !== null && <span class="interval">{scoreInterval.map(formatScore).join(" – ")}</span>}
      </td>
      <Figure value={prompts} />
      {named.map((name) => <Figure value={scores[name] ?? null} text={formatScore(scores[name] ?? null)} />)}
      <td class="number" data-value={String(cells)}>
        <a href={runLink(runId, "/cells", query)} aria-label={`${cells} cells of ${endpoint} ${label}`}>
          {cells.toLocaleString("en-US")}
        </a>
      </td>
      <td class={`number ${failed > 0 ? "bad" : ""}`} data-value={String(failed)}>
        {failed === 0 ? "0" : (
          <a
            href={runLink(runId, "/cells", { ...query, status: "unanswered" })}
            aria-label={`${failed} failed cells of ${endpoint} ${label}`}
          >
            {failed.toLocaleString("en-US")}
          </a>
        )}
      </td>
      <Figure value={variant.latencyP50Ms} text={formatMs(variant.latencyP50Ms)} />
      <Figure value={variant.latencyP95Ms} text={formatMs(variant.latencyP95Ms)} />
      <Figure value={variant.ttftP50Ms} text={formatMs(variant.ttftP50Ms)} />
      <Figure value={variant.outputTpsP50} text={variant.outputTpsP50?.toFixed(1) ?? "–"} />
      <Figure value={costUsd} text={formatUsd(costUsd)} />
      <Figure value={perCell} text={formatUsd(perCell)} />
    </tr>
  );
}

function Figure({ value, text }: { readonly value: number | null; readonly text?: string }) {
  return (
    <td class="number" data-value={value === null ? "–" : String(value)}>
      {text ?? value?.toLocaleString("en-US") ?? "–"}
    </td>
  );
}

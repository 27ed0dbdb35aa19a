/** @jsxImportSource hono/jsx */
import { formatMs, formatScore, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { OtherCell, SamePrompt } from "../../report/cells/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { cellSearch } from "./_cell_query.ts";
import { LongText } from "./_long_text.tsx";
import { StateWord } from "./_state_word.tsx";

const MOST = 1200;

/** What other endpoints answered to the same prompt with the same parameters, side by side. */
export function OthersPart({ runId, promptId, same: { others, cells } }: {
  readonly runId: string;
  readonly promptId: string;
  readonly same: SamePrompt;
}) {
  return (
    <>
      {others.length === 0
        ? <p class="note">No other endpoint was asked the same with the same parameters.</p>
        : <div class="cards">{others.map((other) => <Other runId={runId} other={other} />)}</div>}
      {cells > 1 && (
        <p>
          <a href={cellLink(runId, null, cellSearch({ prompt: promptId }))}>
            {`All ${cells.toLocaleString("en-US")} cells of this prompt`}
          </a>
        </p>
      )}
    </>
  );
}

function Other({ runId, other: { last, costUsd } }: { readonly runId: string; readonly other: OtherCell }) {
  const { cellIndex, endpoint, final, status, errorKind, output, latencyMs, score } = last;
  const facts = [
    `score ${final ? formatScore(score) : UNKNOWN}`,
    `${formatMs(latencyMs)} ms`,
    costUsd === null ? UNKNOWN : `$${formatUsd(costUsd)}`,
  ];
  return (
    <article class="card">
      <h3 class="key">
        <a href={cellLink(runId, cellIndex)}>{endpoint}</a>
      </h3>
      <p class="note">
        <StateWord state={final ? status : "unfinished"} error={errorKind} />
        {` · ${facts.join(" · ")}`}
      </p>
      {output !== null && (
        <LongText
          text={output}
          label={`Answer of ${endpoint}`}
          whole={cellLink(runId, cellIndex, "/text/answer")}
          most={MOST}
        />
      )}
    </article>
  );
}

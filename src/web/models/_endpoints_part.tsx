/** @jsxImportSource hono/jsx */
import { formatCount, formatMs, formatPercent, formatScore, formatShare, formatUsd, UNKNOWN } from "../../base/mod.ts";
import { listedPrice } from "../../catalog/mod.ts";
import type { EndpointRecord, EndpointUse, Fact } from "../../spec/mod.ts";
import { PriceCell } from "./_price_cell.tsx";
import { ageText, elementId, priceWords, tokensText } from "./_words.ts";

/** What is known of a model's endpoints. */
export interface EndpointsFacts {
  readonly model: string;
  readonly endpoints: readonly EndpointRecord[];
  /** What runs of one's own have shown of them, also of some that no list has any more. */
  readonly uses: readonly EndpointUse[];
  /** Why one's own calls could not be read; `null`: they were. */
  readonly trouble: string | null;
  readonly now: Date;
}

const FACTS: { readonly [fact in Fact]: readonly [sign: string, word: string] } = {
  yes: ["✓", "yes"],
  no: ["×", "no"],
  uncertain: ["?", "unknown"],
};

/** Health counts otherwise: it asks whether an endpoint is well. */
const OWN_NOTE = "Own: what all your calls have shown, medians of live tries; what was replayed cost nothing. " +
  "Every failure counts, whoever's fault it was: refused requests and keys and rate limits too, which Health leaves out.";

/** The endpoints of a model: what its lists say, and beside it what one's own calls have shown. */
export function EndpointsPart({ model, endpoints, uses, trouble, now }: EndpointsFacts) {
  const byKey = new Map(uses.map((use) => [use.endpoint, use]));
  const listed = new Set(endpoints.map(({ key }) => key));
  const unlisted = uses.filter(({ endpoint }) => !listed.has(endpoint));
  const hasUse = uses.length > 0;
  return (
    <>
      {endpoints.length === 0 ? <p class="note">Nobody is known to serve it.</p> : null}
      <div class="wide" role="region" tabindex={0} aria-label={`Endpoints of ${model}, as a table`}>
        <table class="endpoints" aria-label={`Endpoints of ${model}`}>
          <Heads hasUse={hasUse} />
          <tbody>
            {endpoints.map((endpoint) => (
              <EndpointRow endpoint={endpoint} use={byKey.get(endpoint.key) ?? null} hasUse={hasUse} now={now} />
            ))}
            {unlisted.map((use) => <UnlistedRow use={use} />)}
          </tbody>
        </table>
      </div>
      <div class="row">
        <p class="note grow">
          Prices in US dollars per million tokens, below per thousand.{" "}
          {hasUse ? OWN_NOTE : trouble ?? "No calls of your own yet."}
        </p>
        <form method="post" action="/models/endpoints" data-post={elementId("e", model)}>
          <input type="hidden" name="model" value={model} />
          <button type="submit" id={elementId("f", model)} aria-label={`Fetch newer facts of ${model}`}>
            Fetch newer facts
          </button>
        </form>
      </div>
    </>
  );
}

function Heads({ hasUse }: { readonly hasUse: boolean }) {
  const own = hasUse ? ["Latency, ms", "Score", "Paid, $"] : [];
  return (
    <thead>
      <tr>
        <th scope="col">Endpoint</th>
        <th scope="col">Weights</th>
        <th scope="col" class="number">In, $&nbsp;/&nbsp;1M</th>
        <th scope="col" class="number">Out, $&nbsp;/&nbsp;1M</th>
        <th scope="col" class="number">Context</th>
        <th scope="col" class="number">Max output</th>
        <th scope="col">Tools</th>
        <th scope="col">Facts</th>
        <th scope="col" class="number">Uptime</th>
        <th scope="col" class="number">First token, ms</th>
        <th scope="col" class="number">Tokens&nbsp;/&nbsp;s</th>
        {own.map((head) => (
          <th scope="col" class="number">
            <span class="below">own</span>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function EndpointRow({ endpoint, use, hasUse, now }: {
  readonly endpoint: EndpointRecord;
  readonly use: EndpointUse | null;
  readonly hasUse: boolean;
  readonly now: Date;
}) {
  const { provider, servedBy, tag, capabilities, uptime, status } = endpoint;
  const price = listedPrice(endpoint.price);
  const [sign, word] = FACTS[capabilities.tools];
  const up = uptime.last1d ?? uptime.last30m ?? uptime.last5m;
  return (
    <tr>
      <th scope="row">
        {servedBy}
        {status === "degraded" || status === "down" ? <span class="badge warn">{status}</span> : null}
        <span class="below key">@{provider}{tag === null ? "" : `/${tag}`}</span>
      </th>
      <td>{endpoint.quantization ?? UNKNOWN}</td>
      <PriceCell {...priceWords(price, endpoint.price, "inputUsd")} />
      <PriceCell {...priceWords(price, endpoint.price, "outputUsd")} />
      <td class="number">{tokensText(endpoint.contextTokens)}</td>
      <td class="number">{tokensText(endpoint.maxOutputTokens)}</td>
      <td>
        <span aria-hidden="true">{sign}</span>
        <span class="visually-hidden">{word}</span>
      </td>
      <td class="still">{ageText(endpoint, now)}</td>
      <SpeedCells
        up={formatPercent(up)}
        ttftMs={endpoint.ttftMs?.p50 ?? null}
        outputTps={endpoint.outputTps?.p50 ?? null}
        use={use}
      />
      {use !== null ? <UseCells use={use} /> : hasUse ? <td colspan={3} class="number faint">not asked yet</td> : null}
    </tr>
  );
}

/** An endpoint that runs have asked and no list has now. */
function UnlistedRow({ use }: { readonly use: EndpointUse }) {
  const model = use.endpoint.split("@", 1)[0];
  return (
    <tr>
      <th scope="row" class="key">
        {model}
        <wbr />
        {use.endpoint.slice(model.length)}
      </th>
      <td colspan={7} class="faint">no list has it now</td>
      <SpeedCells up={UNKNOWN} ttftMs={null} outputTps={null} use={use} />
      <UseCells use={use} />
    </tr>
  );
}

/** What is listed, and below what one's own calls have shown of the same. */
function SpeedCells({ up, ttftMs, outputTps, use }: {
  readonly up: string;
  readonly ttftMs: number | null;
  readonly outputTps: number | null;
  readonly use: EndpointUse | null;
}) {
  const own = use ?? { errorRate: null, ttftMs: null, outputTps: null };
  const pairs = [
    [up, own.errorRate === null ? null : `${formatShare(own.errorRate)} failed`],
    [formatMs(ttftMs), own.ttftMs === null ? null : formatMs(own.ttftMs)],
    [formatMs(outputTps), own.outputTps === null ? null : formatMs(own.outputTps)],
  ] as const;
  return (
    <>
      {pairs.map(([listed, seen]) => (
        <td class="number">
          {listed}
          {seen === null ? null : <span class="below">own {seen}</span>}
        </td>
      ))}
    </>
  );
}

function UseCells({ use: { latencyMs, score, costUsd, unknown, tries } }: { readonly use: EndpointUse }) {
  return (
    <>
      <td class="number">{formatMs(latencyMs)}</td>
      <td class="number">{formatScore(score)}</td>
      <td class="number">
        {formatUsd(costUsd)}
        <span class="below">
          {formatCount(tries, "try", "tries")}
          {unknown === 0 ? "" : `, ${unknown} unknown`}
        </span>
      </td>
    </>
  );
}

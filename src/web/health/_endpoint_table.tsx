/** @jsxImportSource hono/jsx */
import { formatMs, formatShare, UNKNOWN } from "../../base/mod.ts";
import type { EndpointOverview, ProviderOverview } from "../../routing/mod.ts";
import { StateDot } from "./_state_dot.tsx";
import { agoText, lastCallText, speedText, windowText } from "./_words.ts";

/** The endpoints of a provider that were seen, each with its figures. */
export function EndpointTable({ overview, now }: { readonly overview: ProviderOverview; readonly now: Date }) {
  const { endpoints, provider } = overview;
  if (endpoints.length === 0) return <p class="empty">No endpoint of {provider} was seen.</p>;
  return (
    <div class="wide" role="region" tabindex={0} aria-label={`Endpoints of ${provider}, as a table`}>
      <table data-sort>
        <caption>
          Endpoints of{" "}
          {provider}: by calls of this process and of runs of the last week; what runs now stands beside them. Failed is
          what the endpoint is to blame for: not a request or a key that it refused, and no rate limit
        </caption>
        <thead>
          <tr>
            <Head text="Endpoint" />
            <Head text="State" />
            <Head text="Tries" isNumber />
            <Head text="Failed" isNumber />
            <Head text="First token p50, ms" isNumber />
            <Head text="Latency p50, ms" isNumber />
            <Head text="Latency p90, ms" isNumber />
            <Head text="Tokens/s p50" isNumber />
            <Head text="In flight" isNumber />
            <Head text="Waiting" isNumber />
            <Head text="Breaker" />
            <Head text="Last call" />
          </tr>
        </thead>
        <tbody>{endpoints.map((endpoint) => <Row endpoint={endpoint} now={now} />)}</tbody>
      </table>
    </div>
  );
}

function Head({ text, isNumber = false }: { readonly text: string; readonly isNumber?: boolean }) {
  return (
    <th scope="col" class={isNumber ? "number" : ""}>
      <button type="button" class="plain">{text}</button>
    </th>
  );
}

function Row({ endpoint, now }: { readonly endpoint: EndpointOverview; readonly now: Date }) {
  const { health, detail } = endpoint;
  const ms = (value: number | undefined) => (
    <td class="number" data-value={value ?? UNKNOWN}>{formatMs(value ?? null)}</td>
  );
  return (
    <tr>
      <th scope="row" class="key name">{endpoint.endpoint}</th>
      <td data-value={endpoint.state}>
        <StateDot state={endpoint.state} />
        {health.reasons.length === 0 ? null : <span class="note">{health.reasons.join("; ")}</span>}
      </td>
      <td class="number" data-value={health.calls} title={windowText(detail)}>
        {health.calls.toLocaleString("en-US")}
      </td>
      <td class="number" data-value={health.errorRate ?? UNKNOWN}>{formatShare(health.errorRate)}</td>
      {ms(health.ttftMs?.p50)}
      {ms(health.latencyMs?.p50)}
      {ms(health.latencyMs?.p90)}
      <td class="number" data-value={health.outputTps?.p50 ?? UNKNOWN}>{speedText(health.outputTps)}</td>
      <td class="number">{endpoint.inFlight}</td>
      <td class="number">{endpoint.waiting}</td>
      <td>{health.breaker}</td>
      <td class="name" data-value={detail.lastCall?.at ?? UNKNOWN}>
        {lastCallText(endpoint)}
        {detail.lastCall === null ? null : <span class="note">{` ${agoText(detail.lastCall.at, now)}`}</span>}
      </td>
    </tr>
  );
}

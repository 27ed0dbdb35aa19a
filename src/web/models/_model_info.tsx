/** @jsxImportSource hono/jsx */
import { formatCount, formatUsd } from "../../base/mod.ts";
import { type ListedModel, modelFacts } from "../../catalog/mod.ts";
import type { ModelUse } from "../../ledger/mod.ts";
import type { ModelRecord } from "../../spec/mod.ts";
import { Badges } from "./_badges.tsx";
import { type EndpointsFacts, EndpointsPart } from "./_endpoints_part.tsx";
import { PromoteForm } from "./_promote_form.tsx";
import { elementId } from "./_words.ts";

/** What is known of one model. */
export interface ModelInfoFacts extends EndpointsFacts {
  /** `null`: no list has it; it is an endpoint of the user's own. */
  readonly listed: ListedModel | null;
  readonly use: ModelUse | null;
}

/** All that is known of a model, list by list and endpoint by endpoint. */
export function ModelInfo({ model, listed, use, endpoints, uses, trouble, now }: ModelInfoFacts) {
  return (
    <>
      <h1>{listed?.record.name ?? model}</h1>
      <div class="row heads">
        <span class="key">{model}</span>
        {listed === null ? <span class="badge">of your configuration</span> : <Badges model={listed} />}
        {listed === null ? null : <PromoteForm model={model} isPromoted={listed.promotedAt !== null} />}
      </div>
      {use === null ? null : <UseTiles use={use} />}
      <section class="card">
        <h2>Endpoints</h2>
        <div id={elementId("e", model)}>
          <EndpointsPart model={model} endpoints={endpoints} uses={uses} trouble={trouble} now={now} />
        </div>
      </section>
      <div class="cards">
        {listed?.records.map((record) => (
          <section class="card">
            <h2>{headOf(record, listed.providers.length > 0)}</h2>
            <dl class="facts">
              {modelFacts(record).map(([name, text]) => (
                <>
                  <dt>{name}</dt>
                  <dd>{text}</dd>
                </>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p>
        <a href="/">All models</a>
      </p>
    </>
  );
}

function headOf({ provider, tier }: ModelRecord, isListed: boolean): string {
  if (tier === "config") return `As your configuration declares it at ${provider}`;
  return isListed ? `As ${provider} lists it` : "As it was last known";
}

function UseTiles({ use: { tries, costUsd, unknown, lastUsedAt } }: { readonly use: ModelUse }) {
  const tiles = [
    [tries.toLocaleString("en-US"), "tries of your own"],
    [
      formatUsd(costUsd),
      unknown === 0 ? "US dollars paid" : `US dollars paid; of ${formatCount(unknown, "try", "tries")} nobody knows`,
    ],
    [lastUsedAt.slice(0, 10), "last tried"],
  ] as const;
  return (
    <div class="tiles">
      {tiles.map(([figure, what]) => (
        <div class="tile">
          <strong>{figure}</strong>
          <span>{what}</span>
        </div>
      ))}
    </div>
  );
}

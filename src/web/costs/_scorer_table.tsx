/** @jsxImportSource hono/jsx */
import { Decimal, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { ScorerCost } from "../../spec/mod.ts";

/** What judges and other scorers that make calls have cost; nothing where there was none. */
export function ScorerTable({ costs }: { readonly costs: readonly ScorerCost[] }) {
  if (costs.length === 0) return null;
  const names = [...new Set(costs.map(({ scorer }) => scorer))].sort();
  return (
    <section class="card" aria-labelledby="scorers-head">
      <h2 id="scorers-head">Judges and other scorers that make calls</h2>
      <div class="wide" role="region" tabindex={0} aria-label="Costs of scorers, as a table">
        <table>
          <caption>In none of the sums above; what a judge's tape answered counts with what it cost once</caption>
          <thead>
            <tr>
              <th scope="col">Scorer</th>
              <th scope="col" class="number">Calls</th>
              <th scope="col" class="number">Cost, $</th>
              <th scope="col" class="number">Verdicts of unknown cost</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => <Row name={name} costs={costs.filter(({ scorer }) => scorer === name)} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ name, costs }: { readonly name: string; readonly costs: readonly ScorerCost[] }) {
  const usd = costs.reduce((sum, { costUsd }) => sum.plus(Decimal.parse(costUsd)), Decimal.fromInteger(0)).toString();
  const unknown = costs.reduce((sum, one) => sum + one.unknown, 0);
  const calls = costs.reduce((sum, one) => sum + one.calls, 0);
  const text = usd === "0" && unknown > 0 ? UNKNOWN : `${formatUsd(usd)}${unknown > 0 ? "+" : ""}`;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{calls.toLocaleString("en-US")}</td>
      <td class="number">{text}</td>
      <td class="number">{unknown.toLocaleString("en-US")}</td>
    </tr>
  );
}

/** @jsxImportSource hono/jsx */
import type { GateResult } from "../../report/mod.ts";

/** What the gate of a run says. */
export function GateCard({ gate }: { readonly gate: GateResult }) {
  const { checks, passed, against } = gate;
  return (
    <section class="card">
      <h2>
        <span class={`badge ${passed ? "good" : "bad"}`}>{passed ? "open" : "shut"}</span> The gate
      </h2>
      {against !== null && (
        <p class="sub">
          Held against <span class="key">{against}</span>
        </p>
      )}
      <div class="wide" tabindex={0} role="region" aria-label="Checks of the gate">
        <table class="runs" aria-label="What the gate asks">
          <thead>
            <tr>
              <th scope="col">Check</th>
              <th scope="col">Figure</th>
              <th scope="col">Of</th>
              <th scope="col" class="number">Is</th>
              <th scope="col">Must be</th>
              <th scope="col" class="number">n</th>
              <th scope="col">How it was decided</th>
            </tr>
          </thead>
          <tbody>
            {checks.toSorted((a, b) => Number(a.passed) - Number(b.passed)).map((check) => (
              <tr>
                <td class={check.passed ? "good" : "bad"}>{check.passed ? "passed" : "failed"}</td>
                <td>{check.figure}</td>
                <td>{check.group}</td>
                <td class="number">{check.value === null ? "–" : Number(check.value.toPrecision(4))}</td>
                <td>{check.rule}</td>
                <td class="number">{check.n}</td>
                <td>{check.detail ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

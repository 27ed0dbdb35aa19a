/** @jsxImportSource hono/jsx */
import type { CellDetail, CellTryDetail } from "../../report/cells/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { LongText } from "./_long_text.tsx";
import { bodyText, responseText } from "./_recorded_text.ts";

/** Characters of a body that are shown: it is the fourth place where the prompt stands. */
const MOST = 3000;

/** What stands on the tape for each try: request and response as they were recorded. */
export function TapeCard({ detail }: { readonly detail: CellDetail }) {
  const { tape, tries } = detail;
  return (
    <section class="card" aria-labelledby="tape-title">
      <h2 id="tape-title">Tape</h2>
      {tape.state === "none" && <p class="note">The run was made without a tape.</p>}
      {tape.problem !== null && <p class="warn">{tape.problem}</p>}
      {tape.state === "there" && <p class="key note">{tape.path}</p>}
      {tape.state === "there" && tries.map((one) => <Entry one={one} detail={detail} />)}
    </section>
  );
}

function Entry({ one: { row, scope, entry }, detail: { run, index } }: {
  readonly one: CellTryDetail;
  readonly detail: CellDetail;
}) {
  if (entry === null) {
    const why = row.cassetteKey === null
      ? "it has no recording, as a refusal of our own has none"
      : "the tape has lost it";
    return <p class="note">{`Try ${row.try}: ${why}.`}</p>;
  }
  const { line, record, facts } = entry;
  const whole = (part: string) => cellLink(run.runId, index, `/text/${part}-${row.try}`);
  const { response, failure, unrecordable } = record;
  return (
    <details>
      <summary>
        {`Try ${row.try}: line ${line}, ${
          facts.status === null ? facts.failure ?? "no response" : `HTTP ${facts.status}`
        }`}
      </summary>
      <dl class="facts">
        <dt>Key</dt>
        <dd class="key">{record.key}</dd>
        <dt>Scope</dt>
        <dd class="key">{record.scope ?? `none (asked as ${scope})`}</dd>
        <dt>Recorded</dt>
        <dd>{record.at}</dd>
        {record.run !== undefined && (
          <>
            <dt>By the run</dt>
            <dd class="key">{record.run}</dd>
          </>
        )}
        {failure !== undefined && (
          <>
            <dt>Failure</dt>
            <dd>{`${failure.kind} after ${failure.atMs} ms: ${failure.message}`}</dd>
          </>
        )}
        {unrecordable !== undefined && (
          <>
            <dt>Not kept</dt>
            <dd>{unrecordable}</dd>
          </>
        )}
      </dl>
      <h3>Request</h3>
      <p class="key">{`${record.request.method} ${record.request.url}`}</p>
      <Headers headers={record.request.headers} />
      <LongText text={bodyText(record.request.body)} label="Body of the request" whole={whole("request")} most={MOST} />
      {response !== undefined && (
        <>
          <h3>Response</h3>
          <p class="key">
            {`${response.status} ${response.statusText} · headers after ${response.headersMs} ms · ${response.cuts.length} chunks`}
          </p>
          <Headers headers={response.headers} />
          <LongText text={responseText(entry)} label="Body of the response" whole={whole("response")} most={MOST} />
        </>
      )}
    </details>
  );
}

function Headers({ headers }: { readonly headers: { readonly [name: string]: string } }) {
  const lines = Object.entries(headers);
  if (lines.length === 0) return null;
  return (
    <dl class="facts">
      {lines.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd class="key">{value}</dd>
        </>
      ))}
    </dl>
  );
}

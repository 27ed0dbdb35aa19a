import { assertEquals } from "@std/assert";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { Completion, Cut, JsonValue, WireOutcome } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { readOpenaiNaively } from "../openai_reading.ts";
import { respond } from "../responses.ts";

/** One line of the recordings of real providers. */
interface Interaction {
  readonly file: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly resp: string;
}

const fixtures = await needs("fixtures");

async function interactions(): Promise<Interaction[]> {
  const file = await Deno.open(`${fixtures.get()}/chat/interactions.ndjson.gz`);
  const text = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  const rows: Interaction[] = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return rows.filter(({ path }) => path.includes("/chat/completions"));
}

// deno-lint-ignore no-explicit-any
type Loose = any;

const parse = ({ status, headers, resp }: Interaction): WireOutcome =>
  openaiChat.fromWire(respond(resp, { status, headers }));

Deno.test({
  name: "every recorded stream gives the same in pieces of seven bytes as whole",
  ignore: fixtures.ignore,
  async fn() {
    for (const { resp, status, headers, file } of await interactions()) {
      if (!/^(data|event)?:/m.test(resp)) continue;
      const body = new TextEncoder().encode(resp.slice(0, 20_000));
      const cuts = Array.from({ length: Math.ceil(body.length / 7) }, (_, place): Cut => [place * 7, place]);
      const whole = openaiChat.fromWire(respond(body, { status, headers, cuts: [[0, cuts.length - 1]] }));
      const cut = openaiChat.fromWire(respond(body, { status, headers, cuts }));
      assertEquals(withoutTimes(cut), withoutTimes(whole), file);
    }
  },
});

function withoutTimes(outcome: WireOutcome): WireOutcome | Omit<Completion, "timing"> {
  if (!outcome.ok) return outcome;
  const { timing: _, ...completion } = outcome.completion;
  return completion;
}

Deno.test({
  name: "every recorded cost comes out as it was reported",
  ignore: fixtures.ignore,
  async fn() {
    let seen = 0;
    for (const row of await interactions()) {
      const outcome = parse(row);
      const naive = row.status === 200 ? readOpenaiNaively(row.resp) : null;
      const raw = naive?.usage as Loose;
      if (!outcome.ok || raw === null || raw === undefined) continue;
      const upstream = raw.is_byok ? raw.cost_details?.upstream_inference_cost ?? 0 : 0;
      const cost = raw.cost_in_usd_ticks === undefined ? raw.cost : raw.cost_in_usd_ticks / 1e10;
      const reported = outcome.completion.reportedCostUsd;
      if (cost === undefined) assertEquals(reported, null, row.file);
      else {
        seen++;
        assertEquals(
          Math.abs(Number(reported) - cost - upstream) < 1e-15,
          true,
          `${row.file}: ${reported} for ${cost}`,
        );
      }
    }
    assertEquals(seen > 200, true, `${seen} costs`);
  },
});

Deno.test({
  name: "every recorded error body is classified",
  ignore: fixtures.ignore,
  async fn() {
    const text = await Deno.readTextFile(`${fixtures.get()}/chat/errors.ndjson`);
    const rows: { path: string; status: number; headers: { [name: string]: string }; body: JsonValue }[] = text.trim()
      .split("\n").map((line) => JSON.parse(line));
    for (const row of rows.filter(({ path }) => path.includes("/chat/completions"))) {
      const body = typeof row.body === "string" ? row.body : JSON.stringify(row.body);
      const outcome = openaiChat.fromWire(respond(body, { status: row.status, headers: row.headers }));
      assertEquals(outcome.ok, false, body);
      if (outcome.ok) continue;
      assertEquals(outcome.failure.kind === "unknown", false, body);
      assertEquals(outcome.failure.midStream, row.status === 200, body);
    }
  },
});

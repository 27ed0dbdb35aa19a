// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { decodeBody, importCassette, lensOf } from "../../src/cassette/mod.ts";
import { providerLenses } from "../../src/provider/mod.ts";
import type { WireOutcome } from "../../src/spec/mod.ts";
import { recordsOf, tempTape } from "../cassette/support.ts";
import { needs } from "../support/require.ts";

const fixtures = await needs("fixtures");
const lenses = providerLenses();

/** The formats that are read; what the files hold beside them is out of scope. */
const CHATS =
  /\/chat\/completions$|\/v1\/messages$|:(?:stream)?generateContent$|\/v2\/chat$|\/api\/chat$|\/responses$/i;

/** Answers whatever it is asked with what it was asked: no provider, but a server to test clients with. */
const ECHO = "https://demo-endpoints.pydantic.workers.dev/";

/** The first number that a body has under one of some names. */
function firstNumber(body: string, names: string): number | null {
  const found = new RegExp(`"(?:${names})": ?(\\d+)`).exec(body);
  return found === null ? null : Number(found[1]);
}

Deno.test({
  name: "the answers in the cassettes of vcrpy are read through the tape's lenses, with the tokens that they name",
  ignore: fixtures.ignore,
  async fn() {
    await using tape = await tempTape();
    await importCassette([`${fixtures.get()}/vcrpy`], { out: tape.path, lenses });
    const counts = new Map<string, number>();
    for (const { request, response, endpoint } of await recordsOf(tape.path)) {
      const path = request.url.split("?")[0];
      const lens = lensOf(lenses, { url: request.url, endpoint });
      if (!CHATS.test(path) || path.startsWith(ECHO) || lens === null) continue;
      const bytes = decodeBody(response.body);
      const body = new TextDecoder().decode(bytes);
      const outcome: WireOutcome = lens.readAnswer({
        status: response.status,
        headers: new Headers(response.headers),
        body: bytes,
        cuts: response.cuts,
        headersMs: response.headersMs,
      });
      const end = outcome.ok ? "answers" : outcome.failure.kind;
      counts.set(`${lens.wire}: ${end}`, (counts.get(`${lens.wire}: ${end}`) ?? 0) + 1);
      assertEquals(
        outcome.ok,
        response.status === 200 && !body.includes('"blockReason"'),
        `${path} ${body.slice(0, 300)}`,
      );
      if (!outcome.ok) continue;
      const { usage, rawUsage } = outcome.completion;
      // OpenAI's streams tell of it only where they are asked to, and a response that is queued has none yet.
      if (rawUsage === null) continue;
      // All begin with the input, which is never less than what they name first.
      const least = firstNumber(body, "prompt_tokens|input_tokens|promptTokenCount|prompt_eval_count");
      assert(usage.inputTokens !== null && usage.inputTokens >= least!, path);
      assert(usage.outputTokens !== null && usage.outputTokens > 0, path);
    }
    for (const [what, count] of [...counts].sort()) console.log(`${String(count).padStart(5)} ${what}`);
    assert((counts.get("anthropic-messages: answers") ?? 0) >= 4);
  },
});

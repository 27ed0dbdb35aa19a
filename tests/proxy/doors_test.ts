import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openCassette } from "../../src/recording/mod.ts";
import { noNetwork, recordsOf, tempTape } from "../cassette/support.ts";
import { LOCAL, PROXY, testProxy } from "./support.ts";

/** A request as a client of any language could send it. */
interface Call {
  readonly upstream: "openai" | "local";
  readonly path: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

const segment = fc.string({ unit: "binary", minLength: 1, maxLength: 8 }).map((text) =>
  encodeURIComponent(text.toWellFormed())
).filter((text) => text !== "." && text !== "..");

const target = fc.tuple(fc.array(segment, { maxLength: 4 }), fc.option(fc.webQueryParameters()))
  .map(([parts, query]) => parts.map((part) => `/${part}`).join("") + (query === null ? "" : `?${query}`));

const body = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary", minLength: 1 }).map((text) => text.toWellFormed()),
  fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
);

const call: fc.Arbitrary<Call> = fc.record({
  upstream: fc.constantFrom("openai" as const, "local" as const),
  path: target,
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
  headers: fc.dictionary(
    fc.constantFrom("anthropic-beta", "openai-beta", "x-custom", "authorization"),
    fc.stringMatching(/^[\w-]{1,20}$/),
    { maxKeys: 3 },
  ),
  body: fc.option(body, { nil: undefined }),
}).map((one) => one.method === "GET" ? { ...one, body: undefined } : one);

const BASES = { openai: "https://api.openai.com", local: LOCAL.local };

function initOf({ method, headers, body }: Call): RequestInit {
  const type: { [name: string]: string } = body === undefined ? {} : { "content-type": "application/json" };
  return { method, headers: { ...type, ...headers }, ...(body === undefined ? {} : { body }) };
}

/** Send the calls in the process, and give what came back. */
async function byFetch(tape: string, calls: readonly Call[], network: typeof fetch, mode: "record" | "replay") {
  const options = { mode, ci: "", env: false, keepNetwork: true, endpoints: LOCAL, fetch: network } as const;
  await using cassette = await openCassette(tape, options);
  const answers = [];
  for (const one of calls) {
    answers.push(await (await cassette.fetch(BASES[one.upstream] + one.path, initOf(one))).text());
  }
  return answers;
}

/** Send them to the proxy. */
async function byProxy(tape: string, calls: readonly Call[], network: typeof fetch, mode: "record" | "replay") {
  await using proxy = await testProxy(tape, { mode, env: false, upstreams: LOCAL, fetch: network });
  const answers = [];
  for (const one of calls) {
    const request = new Request(`${PROXY}/${one.upstream}${one.path}`, initOf(one));
    answers.push(await (await proxy.proxy.handle(request)).text());
  }
  return answers;
}

function numbered(): typeof fetch {
  let count = 0;
  return () => Promise.resolve(new Response(`answer ${count++}`));
}

Deno.test("whatever one door recorded plays at the other, under the same keys", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
      await using first = await tempTape();
      await using second = await tempTape();
      const answers = calls.map((_, i) => `answer ${i}`);
      assertEquals(await byFetch(first.path, calls, numbered(), "record"), answers);
      assertEquals(await byProxy(second.path, calls, numbered(), "record"), answers);
      const keys = async (path: string) => (await recordsOf(path)).map(({ key }) => key).sort();
      assertEquals(await keys(second.path), await keys(first.path));
      assertEquals(await byProxy(first.path, calls, noNetwork, "replay"), answers);
      assertEquals(await byFetch(second.path, calls, noNetwork, "replay"), answers);
    }),
    { numRuns: 40 },
  );
});

Deno.test("any scope in a path is the scope of the request", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 1, maxLength: 12 }), async (text) => {
      const scope = text.toWellFormed();
      fc.pre(scope !== "." && scope !== "..");
      await using tape = await tempTape();
      {
        await using proxy = await testProxy(tape.path, {
          mode: "record",
          env: false,
          upstreams: LOCAL,
          fetch: numbered(),
        });
        await (await proxy.send(`/__tapedeck/scope/${encodeURIComponent(scope)}/local/x`)).text();
      }
      assertEquals((await recordsOf(tape.path)).map((record) => record.scope), [scope]);
    }),
    { numRuns: 30 },
  );
});

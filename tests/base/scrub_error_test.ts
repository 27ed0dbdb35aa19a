import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { inspect } from "node:util";
import { scrubError, Secret, UserError } from "../../src/base/mod.ts";

const VALUE = "sk-canary-0123456789";
const SECRETS = [new Secret("openai/work", VALUE)];
const SHOWN = "[secret openai/work]";

/** All that anybody can see of what was thrown. */
function seen(thrown: unknown): string {
  const options = { depth: 300, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity } as const;
  return inspect(thrown, { ...options, getters: true }) + Deno.inspect(thrown, { depth: 300, iterableLimit: 1e6 }) +
    String(thrown);
}

function assertClean(thrown: unknown): void {
  assertEquals(seen(thrown).includes(VALUE), false, seen(thrown));
}

Deno.test("message and stack of an error, which stays the same error", () => {
  const error = new TypeError(`Refused: ${VALUE}`);
  const scrubbed = scrubError(error, SECRETS);
  assertStrictEquals(scrubbed, error);
  assertEquals(error.message, `Refused: ${SHOWN}`);
  assert(error.stack!.includes(SHOWN) && error.stack!.includes("scrub_error_test.ts"));
  assertClean(error);
});

Deno.test("causes, errors of an aggregate, and what clean-up threw", () => {
  const leaf = () => new Error(VALUE);
  const deep = new Error("a", { cause: new Error("b", { cause: { why: [leaf()] } }) });
  assertClean(scrubError(deep, SECRETS));
  const many = new AggregateError([leaf(), VALUE, { leaf: leaf() }], "all failed");
  assertClean(scrubError(many, SECRETS));
  assertEquals(many.errors.length, 3);
  assertInstanceOf(many.errors[0], Error);
  assertClean(scrubError(new SuppressedError(leaf(), leaf(), VALUE), SECRETS));
});

Deno.test("properties of any kind, and nobody else's headers are touched", () => {
  const headers = { authorization: `Bearer ${VALUE}` };
  const request = new Request("http://localhost/?key=" + VALUE, { headers });
  const error = Object.assign(new UserError("no"), {
    config: { headers, list: [1, [VALUE]] },
    headers: new Headers(headers),
    map: new Map<unknown, unknown>([["a", VALUE], [VALUE, { b: VALUE }]]),
    set: new Set([VALUE]),
    url: new URL(request.url),
    query: new URLSearchParams({ key: VALUE }),
    bytes: new TextEncoder().encode(VALUE),
    buffer: new TextEncoder().encode(VALUE).buffer,
    request,
    response: new Response(null, { headers: { echo: VALUE } }),
    [Symbol("hidden")]: VALUE,
    [VALUE]: "as a name",
    encoded: btoa(`user:${VALUE}`),
    status: 401,
    plain: { untouched: true },
    when: new Date(0),
  });
  Object.defineProperty(error, "quiet", { value: VALUE, enumerable: false, configurable: true });
  Object.defineProperty(error, "made", { get: () => VALUE, enumerable: true, configurable: true });
  const { plain, when } = error;
  const scrubbed = scrubError(error, SECRETS);
  assertClean(scrubbed);
  assertEquals(seen(scrubbed).includes(btoa(VALUE).slice(0, 12)), false);
  assertStrictEquals(scrubbed.plain, plain);
  assertStrictEquals(scrubbed.when, when);
  assertEquals([scrubbed.status, scrubbed.config.list[0]], [401, 1]);
  assertEquals(headers.authorization, `Bearer ${VALUE}`);
  assertEquals(request.headers.get("authorization"), `Bearer ${VALUE}`);
  assertEquals(Object.keys(scrubbed).includes("quiet"), false);
});

Deno.test("errors that cannot be changed come back as copies", () => {
  const frozen = Object.freeze(Object.assign(new RangeError(`no ${VALUE}`), { body: VALUE }));
  const copy = scrubError(frozen, SECRETS);
  assertClean(copy);
  assertInstanceOf(copy, RangeError);
  assertEquals([copy.message, copy.body], [`no ${SHOWN}`, SHOWN]);
  const aborted = scrubError(new DOMException(`gone ${VALUE}`, "AbortError"), SECRETS);
  assertClean(aborted);
  assertInstanceOf(aborted, DOMException);
  assertEquals([aborted.name, aborted.message], ["AbortError", `gone ${SHOWN}`]);
  const wrapped = new Error("outer", { cause: new DOMException(VALUE, "TimeoutError") });
  assertClean(scrubError(wrapped, SECRETS));
  class Silent extends Error {
    override get message() {
      return VALUE;
    }
  }
  assertEquals(scrubError(new Silent(), SECRETS).stack?.includes(VALUE), false);
});

Deno.test("what leads back to itself, and what leads too far", () => {
  const error: Error & { self?: unknown } = new Error(VALUE);
  const ring: { [name: string]: unknown } = { error, key: VALUE };
  ring.ring = ring;
  error.self = ring;
  error.cause = error;
  assertClean(scrubError(error, SECRETS));
  assertStrictEquals((error.self as typeof ring).ring, error.self);
  let chain: unknown = VALUE;
  for (let i = 0; i < 50_000; i++) chain = { next: chain };
  assertClean(scrubError(Object.assign(new Error("deep"), { chain }), SECRETS));
  let cause: Error = new Error(VALUE);
  for (let i = 0; i < 5000; i++) cause = new Error("next", { cause });
  const scrubbed = scrubError(cause, SECRETS);
  let causes = 0;
  for (let at: unknown = scrubbed; at instanceof Error; at = at.cause) {
    assertEquals(at.message.includes(VALUE), false);
    causes++;
  }
  assert(causes > 100);
});

Deno.test("what was thrown need not be an error", () => {
  assertEquals(scrubError(`no ${VALUE}`, SECRETS), `no ${SHOWN}`);
  assertEquals(scrubError({ message: VALUE }, SECRETS), { message: SHOWN });
  assertEquals(scrubError(null, SECRETS), null);
  assertEquals(scrubError(7, SECRETS), 7);
  const hostile = new Proxy(new Error("odd"), {
    get: () => {
      throw new Error("no");
    },
  });
  scrubError({ hostile, key: VALUE }, SECRETS);
});

Deno.test("without credentials nothing is looked at", () => {
  const error = new Error("no", { cause: "because" });
  assertStrictEquals(scrubError(error, []), error);
  assertStrictEquals(scrubError(error, SECRETS), error);
});

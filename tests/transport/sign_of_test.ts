import { assertEquals } from "@std/assert";
import type { CallFailure, ErrorKind } from "../../src/spec/mod.ts";
import type { Sign } from "../../src/transport/_breaker.ts";
import { signsOf } from "../../src/transport/_sign_of.ts";

function signs(kind: ErrorKind, rest: Partial<CallFailure> = {}) {
  const failure: CallFailure = {
    kind,
    message: "why",
    decision: { retry: "no" },
    httpStatus: null,
    code: null,
    midStream: false,
    latencyMs: null,
    ...rest,
  };
  return signsOf({ ok: false, failure }, { patienceMs: 1000, shutMs: 60_000 });
}

const there: Sign = { is: "well", counts: false };
const none: Sign = { is: "none" };

Deno.test("failures of the endpoint and of the network count against the endpoint alone", () => {
  for (const kind of ["overloaded", "server_error", "timeout", "connection", "malformed_response"] as const) {
    const { endpoint, credential } = signs(kind, { httpStatus: 500 });
    assertEquals(endpoint, { is: "ill", reason: `${kind} (status 500): why`, afterMs: null });
    assertEquals(credential, none);
  }
});

Deno.test("a failure without a name counts when it comes within a stream or from the server", () => {
  assertEquals(signs("unknown", { midStream: true }).endpoint.is, "ill");
  assertEquals(signs("unknown", { httpStatus: 520 }).endpoint.is, "ill");
  assertEquals(signs("unknown", { httpStatus: 418 }).endpoint, there);
});

Deno.test("what the request is to blame for has no effect", () => {
  for (const kind of ["invalid_request", "not_found", "context_length", "content_filter"] as const) {
    assertEquals(signs(kind), { endpoint: there, credential: there });
  }
});

Deno.test("a key that is not taken shuts its credential, at once where it was never taken", () => {
  for (const httpStatus of [400, 401]) {
    const { endpoint, credential } = signs("auth", { httpStatus });
    assertEquals(endpoint, none);
    const reason = `auth (status ${httpStatus}): why`;
    assertEquals(credential, {
      is: "refused",
      reason,
      forMs: 60_000,
      inARow: { unproven: 1, proven: 3 },
      kind: "auth",
    });
  }
});

Deno.test("what may not be asked counts against the endpoint, as the key is good for others", () => {
  assertEquals(signs("permission", { httpStatus: 403 }), {
    endpoint: { is: "ill", reason: "permission (status 403): why", afterMs: null },
    credential: none,
  });
});

Deno.test("an account without money is shut at once, and a call that is too dear counts", () => {
  const empty = signs("payment", { httpStatus: 429, code: "insufficient_quota" });
  assertEquals([empty.endpoint, empty.credential.is], [none, "shut"]);
  const dear = signs("payment", { httpStatus: 402, code: "402" });
  assertEquals(dear.endpoint.is, "ill");
  assertEquals(dear.credential.is === "refused" && dear.credential.inARow, { unproven: 3, proven: 3 });
});

Deno.test("a quota that a plan does not have for one model shuts that model alone", () => {
  const code = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
  const { endpoint, credential } = signs("payment", { httpStatus: 429, code });
  assertEquals([endpoint.is, credential], ["shut", there]);
  assertEquals(signs("payment", { httpStatus: 429, code: "insufficient_quota" }).credential.is, "shut");
});

Deno.test("a rate limit is the limiter's, unless it lasts longer than a call may wait", () => {
  const limited = (afterMs: number | null) =>
    signs("rate_limited", { httpStatus: 429, decision: { retry: "rateLimited", afterMs } }).endpoint;
  assertEquals(limited(null), there);
  assertEquals(limited(1000), there);
  assertEquals(limited(1001).is, "shut");
});

Deno.test("calls that were not made, or were given up, say nothing", () => {
  for (const kind of ["aborted", "cassette_miss", "breaker_open", "budget_exceeded"] as const) {
    assertEquals(signs(kind), { endpoint: none, credential: none });
  }
});

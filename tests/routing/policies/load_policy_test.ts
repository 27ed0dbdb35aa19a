import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { definePolicy, loadPolicy, ranked, routingPolicy } from "../../../src/routing/policies/mod.ts";
import type { RouteCandidate, RouteScore, RoutingPolicy } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { candidate } from "../_candidates.ts";
import { arbitraryCandidates, contextOf, routeCandidate } from "./_arbitrary_candidate.ts";

const context = contextOf(["a", "b"].map((provider) => routeCandidate(candidate(provider))));

async function write(folder: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/my_policy.ts`, text);
}

Deno.test("a policy of one's own is loaded from a file and orders endpoints", async () => {
  using dir = tempDir();
  await write(
    dir.path,
    `export default { name: "b-first", score: ({ endpoint }) => ({ score: endpoint.provider === "b" ? 1 : 0, why: "b" }) };`,
  );
  const policy = await loadPolicy("./my_policy.ts", { folder: dir.path });
  assertEquals(ranked(policy, context).map(({ candidate }) => candidate.endpoint.provider), ["b", "a"]);
  assertEquals(routingPolicy("b-first", { own: [policy] }).name, "b-first");
});

Deno.test("a module that has no policy in it says what it has", async () => {
  using dir = tempDir();
  await write(dir.path, `export const other = 1;`);
  const error = await assertRejects(() => loadPolicy("./my_policy.ts", { folder: dir.path }), UserError);
  assertMatch(error.message, /no default export and none named "policy": current value is other in/);
});

Deno.test("a module that cannot be loaded says why", async () => {
  using dir = tempDir();
  await write(dir.path, `throw new Error("no such luck");`);
  const error = await assertRejects(() => loadPolicy("./my_policy.ts", { folder: dir.path }), UserError);
  assertMatch(error.message, /as its module fails: no such luck: current value is ".\/my_policy.ts"/);
  await assertRejects(() => loadPolicy("./not_there.ts", { folder: dir.path }), UserError);
});

Deno.test("a policy without a name of its own or without a score is refused", () => {
  const score = () => ({ score: 1, why: "" });
  const refused: [unknown, RegExp][] = [
    [null, /must be an object: current value is null/],
    [{ score }, /"name" must be lower-case letters, digits and hyphens: current value is undefined/],
    [{ name: "My Policy", score }, /current value is "My Policy"/],
    [{ name: "cost", score }, /must not be that of one that comes with Tapedeck/],
    [{ name: "mine", score: 1 }, /"score" must be a function: current value is 1/],
  ];
  for (const [policy, message] of refused) {
    assertMatch(assertThrows(() => definePolicy(policy as RoutingPolicy), UserError).message, message);
  }
});

Deno.test("a policy that fails or answers nonsense is named with the endpoint", () => {
  const broken = (score: () => unknown) => definePolicy({ name: "mine", score: score as () => RouteScore });
  const message = (score: () => unknown) => assertThrows(() => ranked(broken(score), context), UserError).message;
  assertEquals(
    message(() => {
      throw new Error("out of luck");
    }),
    `Cannot route by "mine" as its score of acme/x1@a fails: out of luck`,
  );
  assertMatch(message(() => 5), /must be \{ score: number or null, why: text \}: current value is 5$/);
  assertMatch(message(() => ({ score: NaN, why: "" })), /current value is \{"score":"NaN","why":""\}$/);
});

Deno.test("a policy that nobody has names the nearest", () => {
  const error = assertThrows(() => routingPolicy("costs"), UserError);
  assertMatch(error.message, /did you mean "cost"\?/);
  assertEquals(error.exitCode, 2);
});

Deno.test("whatever a policy of one's own does to what it is given, what is called stays as it was", () => {
  const spoil = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const name of Object.keys(value)) {
      const part = (value as Record<string, unknown>)[name];
      spoil(part);
      if (typeof part !== "object") (value as Record<string, unknown>)[name] = "spoilt";
    }
    if (Array.isArray(value)) value.length = 0;
  };
  const vandal = definePolicy({
    name: "vandal",
    score(candidate, context) {
      assert(context.candidates.length === 0 || context.candidates.includes(candidate));
      spoil(candidate);
      spoil(context);
      return { score: 1, why: "it is all the same" };
    },
  });
  fc.assert(fc.property(arbitraryCandidates, (candidates) => {
    const context = contextOf(candidates);
    const before = structuredClone({ candidates, request: context.request });
    const order = ranked(vandal, context);
    assertEquals({ candidates, request: context.request }, before);
    assertEquals(order.map(({ candidate }) => candidate), context.candidates as RouteCandidate[]);
  }));
});

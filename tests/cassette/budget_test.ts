import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { BudgetExceededError, type CassetteOptions, type RecordingBudget, type Tape } from "../../src/cassette/mod.ts";
import type { Price, WireLens, WireOutcome } from "../../src/spec/mod.ts";
import { callBounds } from "../../src/cassette/_call_bounds.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

const PRICE: Price = { kind: "tokens", inputUsd: "0.01", outputUsd: "0.1" };
const URL_ = "http://h/v1/chat/completions";

/** Reads bodies of the form `{"in":3,"out":4}`, with `"usd"` where the provider says what it charged. */
const LENS = {
  provider: "acme",
  origin: "http://h",
  wire: "openai-chat",
  keyShapes: [],
  mintedNames: [],
  readAnswer({ body }) {
    const { in: inputTokens = null, out: outputTokens = null, usd = null } = JSON.parse(new TextDecoder().decode(body));
    const usage = { inputTokens, outputTokens, cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
    return { ok: true, completion: { usage, reportedCostUsd: usd } } as unknown as WireOutcome;
  },
} as Partial<WireLens> as WireLens;

/** 50 bytes of body that allow so many tokens of output. */
function body(maxTokens: number | null, name = "max_tokens"): string {
  const text = JSON.stringify(maxTokens === null ? { p: "" } : { p: "", [name]: maxTokens });
  return text.replace('"p":""', `"p":"${"x".repeat(50 - text.length)}"`);
}

async function withBudget(
  budget: RecordingBudget,
  answer: () => Response | Promise<Response>,
  use: (tape: Tape, sent: () => number) => Promise<void>,
  options: CassetteOptions = {},
) {
  await using temp = await tempTape();
  let sent = 0;
  const fetch = fakeNetwork(() => {
    sent++;
    return answer();
  });
  await using tape = await recordTape(temp.path, { fetch, budget, lenses: [LENS], ...options });
  await use(tape, () => sent);
}

const post = async (tape: Tape, text = body(10)) =>
  await (await tape.fetch(URL_, { method: "POST", body: text, note: newNote() })).text();

Deno.test("requests stop at their limit, exactly, with any number in flight", async () => {
  const answer = async () => {
    await Promise.resolve();
    return new Response("{}");
  };
  await withBudget({ requests: 7 }, answer, async (tape, sent) => {
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => post(tape)));
    assertEquals(results.filter(({ status }) => status === "fulfilled").length, 7);
    assertEquals(sent(), 7);
    const error = await assertRejects(() => post(tape), BudgetExceededError);
    assertEquals(error.budget, { what: "requests", limit: "7", spent: "7", reserved: "0", needed: "1" });
    assert(error instanceof UserError);
    assertStringIncludes(error.message, "recording budget of 7 requests: 7 spent, 0 held back for calls in flight");
  });
});

Deno.test("tries that fail count as requests, calls that were never sent do not", async () => {
  const answer = () => {
    throw new TypeError("error sending request: connection refused");
  };
  await withBudget({ requests: 2 }, answer, async (tape) => {
    await assertRejects(() => tape.fetch("http://h/", { headers: { a: "b\nc" }, note: newNote() }), TypeError);
    for (let i = 0; i < 2; i++) await assertRejects(() => post(tape), TypeError, "refused");
    await assertRejects(() => post(tape), BudgetExceededError);
  });
});

Deno.test("what is played costs nothing, in append and in a replay", async () => {
  await using temp = await tempTape();
  const open = { fetch: fakeNetwork(() => new Response("{}")), budget: { requests: 1 } };
  for (const mode of ["append", "append", "replay"] as const) {
    const options = mode === "replay" ? { ...open, fetch: noNetwork } : { ...open, mode };
    await using tape = mode === "replay" ? await replayTape(temp.path, options) : await recordTape(temp.path, options);
    await post(tape);
  }
});

Deno.test("tokens are held back by an upper bound, and settled by what the provider counts", async () => {
  const counts = [[20, 5], [30, 10]];
  const answer = () => {
    const [input, output] = counts.shift()!;
    return Response.json({ in: input, out: output });
  };
  await withBudget({ tokens: 124 }, answer, async (tape) => {
    await post(tape);
    await post(tape);
    const error = await assertRejects(() => post(tape), BudgetExceededError);
    assertEquals(error.budget, { what: "tokens", limit: "124", spent: "65", reserved: "0", needed: "60" });
  });
});

Deno.test("calls in flight hold their tokens, and never go over the limit together", async () => {
  const gates: (() => void)[] = [];
  const answer = async () => {
    await new Promise<void>((resolve) => gates.push(resolve));
    return Response.json({ in: 1, out: 1 });
  };
  await withBudget({ tokens: 150 }, answer, async (tape, sent) => {
    const calls = [post(tape), post(tape)];
    const error = await assertRejects(() => post(tape), BudgetExceededError);
    assertEquals([error.budget.reserved, error.budget.spent], ["120", "0"]);
    while (gates.length < 2) await new Promise((resolve) => setTimeout(resolve));
    gates.forEach((open) => open());
    await Promise.all(calls);
    const later = post(tape);
    while (gates.length < 3) await new Promise((resolve) => setTimeout(resolve));
    gates[2]();
    await later;
    assertEquals(sent(), 3);
  });
});

Deno.test("whatever calls there are, no limit is passed by what the bounds allow", async () => {
  const call = fc.record({ max: fc.nat(40), used: fc.double({ min: 0, max: 1, noNaN: true }), kind: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 12 }), fc.nat(400), async (calls, tokens) => {
      let spent = 0;
      const pending = [...calls];
      let current = pending[0];
      const answer = () => {
        const { max, used, kind } = current;
        spent += kind === 0 ? 50 + max : kind === 1 ? 0 : Math.floor(50 * used) + Math.floor(max * used);
        if (kind === 0) return new Response("{}");
        if (kind === 1) return Response.json({}, { status: 429 });
        return Response.json({ in: Math.floor(50 * used), out: Math.floor(max * used) });
      };
      const readAnswer = (response: Parameters<WireLens["readAnswer"]>[0]): WireOutcome => {
        const outcome = LENS.readAnswer(response);
        return outcome.ok && outcome.completion.usage.inputTokens === null
          ? { ok: false, failure: {} } as unknown as WireOutcome
          : outcome;
      };
      await withBudget({ tokens }, answer, async (tape) => {
        for (current of pending) {
          const before = spent;
          const error = await post(tape, body(current.max)).then(() => null, (error) => error);
          assertEquals(error !== null, before + 50 + current.max > tokens);
          assert(spent <= tokens);
        }
      }, { lenses: [{ ...LENS, readAnswer }] });
    }),
    { numRuns: 40 },
  );
});

Deno.test("a limit in dollars is exact, and takes what the provider says that it charged", async () => {
  const answers = [{ in: 10, out: 1 }, { in: 10, out: 1, usd: "0.75" }];
  const asked: unknown[] = [];
  const priceOf: RecordingBudget["priceOf"] = (request) => {
    asked.push(request);
    return PRICE;
  };
  // At most 50 × 0.01 + 10 × 0.1 = 1.5 a call; the first costs 0.2, the second 0.75.
  await withBudget({ usd: "2.449999", priceOf }, () => Response.json(answers.shift()), async (tape) => {
    await post(tape);
    await post(tape);
    const error = await assertRejects(() => post(tape), BudgetExceededError);
    assertEquals(error.budget, { what: "usd", limit: "2.449999", spent: "0.95", reserved: "0", needed: "1.5" });
    const get = await tape.fetch(`${URL_}/models`, { note: newNote() }).catch((error) => error);
    assert(!(get instanceof BudgetExceededError), "a request without a body asks no model");
    assertEquals(asked, Array(3).fill({ endpoint: null, url: URL_, model: null }));
  });
});

Deno.test("unknown usage counts as what was held back, refusals and connections that never were as nothing", async () => {
  const endings: [() => Response, string][] = [
    [() => Response.json({}, { status: 500 }), "0"],
    [() => Response.json({ in: 9, out: 0 }, { status: 400 }), "9"],
    [() => Response.json({ in: 7 }), "60"],
    [() => {
      throw new TypeError("error sending request: connection refused");
    }, "0"],
    [() => {
      throw new TypeError("connection reset");
    }, "60"],
  ];
  const unread: WireLens = {
    ...LENS,
    readAnswer: (response) =>
      response.status === 500 ? { ok: false, failure: {} } as unknown as WireOutcome : LENS.readAnswer(response),
  };
  for (const [answer, spent] of endings) {
    await withBudget({ tokens: 100 }, answer, async (tape) => {
      await post(tape).catch(() => {});
      const error = await assertRejects(() => post(tape, body(1000)), BudgetExceededError);
      assertEquals([error.budget.spent, error.budget.reserved], [spent, "0"]);
    }, { lenses: [unread] });
  }
});

Deno.test("a call whose most is not known is refused, with what to set", async () => {
  const cases: [RecordingBudget, string, string][] = [
    [{ tokens: 1000 }, body(null), 'set "max_tokens" there, or "outputTokens" of the recording budget'],
    [{ usd: "9", priceOf: () => null }, body(1), 'the price of it is not known to "priceOf"'],
    [{ usd: "9", priceOf: () => null }, '{"model":"m","max_tokens":1}', "the price of m is not known"],
    [
      { usd: "9", priceOf: () => ({ kind: "hour", hourUsd: "1", slots: null }) },
      body(1),
      "by the hour is not known before",
    ],
  ];
  for (const [budget, text, message] of cases) {
    await withBudget(budget, () => new Response("{}"), async (tape, sent) => {
      const error = await assertRejects(() => post(tape, text), UserError, message);
      assert(!(error instanceof BudgetExceededError));
      assertEquals(sent(), 0);
    });
  }
  await withBudget({ tokens: 1000, outputTokens: 5 }, () => Response.json({ in: 1, out: 1 }), async (tape, sent) => {
    await post(tape, body(null));
    assertEquals(sent(), 1);
  });
});

Deno.test("passing through is held to the budget too", async () => {
  await withBudget({ requests: 1 }, () => new Response("{}"), async (tape, sent) => {
    await (await tape.fetch("http://h/")).text();
    await assertRejects(() => tape.fetch("http://h/"), BudgetExceededError);
    assertEquals(sent(), 1);
  }, { mode: "passthrough" });
});

Deno.test("the bounds are read from any provider's body", () => {
  const bounds = (value: unknown, url = URL_) => callBounds(url, JSON.stringify(value));
  for (const name of ["max_tokens", "max_completion_tokens", "max_output_tokens"]) {
    assertEquals(bounds({ [name]: 7 }).outputTokens, 7);
  }
  assertEquals(bounds({ generationConfig: { maxOutputTokens: 8, candidateCount: 3 } }).outputTokens, 24);
  assertEquals(bounds({ options: { num_predict: 9 } }).outputTokens, 9);
  assertEquals(bounds({ options: { num_predict: -1 } }).outputTokens, null);
  assertEquals(bounds({ max_tokens: 10, n: 4, best_of: 2 }).outputTokens, 40);
  assertEquals(bounds({ max_tokens: "10" }).outputTokens, null);
  assertEquals(bounds({ model: "m" }).model, "m");
  assertEquals(bounds({}, "{x@gemini}/v1beta/models/gemini-2.5:generateContent").model, "gemini-2.5");
  assertEquals(callBounds(URL_, "é").inputTokens, 2);
  assertEquals(callBounds(URL_, new Uint8Array(5)), {
    inputTokens: 5,
    outputTokens: null,
    keptInput: null,
    model: null,
  });
  assertEquals(callBounds(URL_, ""), { inputTokens: 0, outputTokens: 0, keptInput: null, model: null });
  assert(bounds({ tools: [{}] }).inputTokens > 1000, "tools bring a system prompt of the provider's own");
});

Deno.test("a budget that makes no sense is refused before a file is made", async () => {
  await using temp = await tempTape();
  const cases: [RecordingBudget, string][] = [
    [{}, "nothing is limited"],
    [{ outputTokens: 3 }, "nothing is limited"],
    [{ requests: 1.5 }, '"requests" must be a whole number of 0 or more: current value is 1.5'],
    [{ tokens: -1 }, '"tokens" must be'],
    [{ usd: "1" }, 'set "priceOf"'],
    [{ usd: "a lot", priceOf: () => null }, '"usd" must be a decimal of 0 or more: current value is "a lot"'],
    [{ usd: "-1", priceOf: () => null }, '"usd" must be'],
  ];
  for (const [budget, message] of cases) {
    await assertRejects(() => recordTape(temp.path, { budget }), UserError, message);
  }
  await assertRejects(() => Deno.stat(temp.path), Deno.errors.NotFound);
});

Deno.test("input that the provider keeps has no bound: such a call is refused, where more than requests is limited", async () => {
  const kept = JSON.stringify({ max_tokens: 10, previous_response_id: "resp_1" });
  await withBudget({ tokens: 10_000 }, () => new Response("{}"), async (tape, sent) => {
    await assertRejects(() => post(tape, kept), UserError, '"previous_response_id" brings input along');
    await post(tape, kept.replace('"resp_1"', "null"));
    assertEquals(sent(), 1);
  });
  await withBudget({ requests: 1 }, () => new Response("{}"), async (tape, sent) => {
    await post(tape, kept);
    assertEquals(sent(), 1);
  });
});

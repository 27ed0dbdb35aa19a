import { assert, assertEquals, assertRejects } from "@std/assert";
import { listen } from "../../../src/base/mod.ts";
import { CallError, type DeltaOrigin, type Registry } from "../../../src/routing/mod.ts";
import type { AnswerDelta } from "../../../src/spec/mod.ts";
import { joined } from "../../provider/told_answer.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, open, server } from "./_world.ts";

const ASKED = { model: "simulated/quick", messages: [{ role: "user", content: "Hello" } as const], stream: true };
const HASTY = { retry: { max_tries: 3, base_ms: 1 } };

interface Heard {
  readonly deltas: AnswerDelta[];
  readonly origins: DeltaOrigin[];
  readonly onDelta: (delta: AnswerDelta, origin: DeltaOrigin) => void;
}

function ears(): Heard {
  const deltas: AnswerDelta[] = [];
  const origins: DeltaOrigin[] = [];
  return { deltas, origins, onDelta: (delta, origin) => void (deltas.push(delta), origins.push(origin)) };
}

const simulatedAt = (...hosts: string[]) => ({
  providers: Object.fromEntries(
    hosts.map((host) => [host, { kind: "simulated", base_url: `http://${host}/v1`, ...HASTY }]),
  ),
});

const data = (value: unknown) => new TextEncoder().encode(`data: ${JSON.stringify(value)}\n\n`);
const piece = (content: string, finish: string | null = null) =>
  data({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

Deno.test("a piece is told while the server still holds the rest back", async () => {
  const told = Promise.withResolvers<void>();
  const body = () =>
    new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(piece("first "));
        await told.promise;
        controller.enqueue(piece("second", "stop"));
        controller.close();
      },
    });
  const box = listen(
    { port: 0 },
    () => Promise.resolve(new Response(body(), { headers: { "content-type": "text/event-stream" } })),
  );
  try {
    const config = {
      providers: { box: { kind: "simulated", base_url: `${box.url}/v1` } },
      endpoints: [{ key: "me/mine@box", model: "mine" }],
    };
    await using registry = await open({ config, fetch, offline: true });
    const { deltas, onDelta } = ears();
    const answer = await registry.complete({ ...ASKED, model: "me/mine" }, {
      onDelta: (delta, origin) => {
        onDelta(delta, origin);
        told.resolve();
      },
    });
    assertEquals(deltas, [{ type: "text", text: "first " }, { type: "text", text: "second" }]);
    assertEquals(answer.text, "first second");
  } finally {
    told.resolve();
    await box.shutdown();
  }
});

Deno.test("pieces make up the answer, live and from the tape, where nobody else is asked", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = simulatedAt("alpha");
  const texts: string[] = [];
  for (const mode of ["record", "replay"] as const) {
    await using registry = await open({ cassette, mode, config, fetch: network({ alpha: server() }) });
    const { deltas, origins, onDelta } = ears();
    const answer = await registry.complete(ASKED, { onDelta });
    assert(deltas.length > 3, `${deltas.length} pieces`);
    assertEquals(joined(deltas).text, answer.text);
    assertEquals(new Set(origins.map(({ source }) => source)), new Set([mode === "record" ? "live" : "replay"]));
    assertEquals(origins[0].endpoint.key, answer.endpoint.key);
    texts.push(answer.text);
  }
  assertEquals(texts[0], texts[1]);
});

Deno.test("an answer that is not streamed is told at its end", async () => {
  await using registry = await open({ config: simulatedAt("alpha"), fetch: network({ alpha: server() }) });
  const { deltas, origins, onDelta } = ears();
  const answer = await registry.complete({ ...ASKED, stream: false }, { onDelta });
  assertEquals(deltas, [{ type: "text", text: answer.text }]);
  assertEquals([origins[0].source, origins[0].tries], ["live", 1]);
});

Deno.test("calls of tools are told with their arguments", async () => {
  await using registry = await open({ config: simulatedAt("alpha"), fetch: network({ alpha: server() }) });
  const { deltas, onDelta } = ears();
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  const answer = await registry.complete(
    { ...ASKED, tools: [{ name: "weather", parameters }], toolChoice: "required" },
    { onDelta },
  );
  assert(answer.toolCalls.length > 0);
  assertEquals(joined(deltas).toolCalls, answer.toolCalls);
});

async function failed(registry: Registry, onDelta: Heard["onDelta"]): Promise<CallError> {
  return await assertRejects(() => registry.complete(ASKED, { onDelta }), CallError);
}

Deno.test("a failure behind the first piece ends the call: no other try, no other endpoint, the same in a replay", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = { ...simulatedAt("alpha", "beta"), routing: { policy: "cost" } };
  const heard: AnswerDelta[][] = [];
  for (const mode of ["record", "replay"] as const) {
    const alpha = server({ failures: [{ kind: "mid_stream", every: 1 }] });
    const beta = server({ failures: [{ kind: "mid_stream", every: 1 }] });
    await using registry = await open({ cassette, mode, config, fetch: network({ alpha, beta }) });
    const { deltas, onDelta } = ears();
    const { attempts, failure, outcome } = await failed(registry, onDelta);
    assert(deltas.length > 0);
    assertEquals([attempts.length, outcome.failed.length, failure.midStream], [1, 1, true]);
    heard.push(deltas);
  }
  assertEquals(heard[0], heard[1]);
});

Deno.test("a failure before the first piece is tried again, and at the next endpoint", async () => {
  const config = { ...simulatedAt("alpha", "beta"), routing: { policy: "cost" } };
  const alpha = server({
    failures: [{ kind: "server_error", every: 1 }],
    price: { inputUsd: "0.0000001", outputUsd: "0.0000001" },
  });
  const beta = server({ price: { inputUsd: "0.00001", outputUsd: "0.00001" } });
  await using registry = await open({ config, fetch: network({ alpha, beta }) });
  const { deltas, origins, onDelta } = ears();
  const answer = await registry.complete({ ...ASKED }, { onDelta });
  assertEquals(answer.endpoint.provider, "beta");
  assertEquals(joined(deltas).text, answer.text);
  assertEquals(new Set(origins.map(({ tries }) => tries)), new Set([answer.attempts.length]));
  assert(answer.attempts.length > 1);
});

Deno.test("who only listens cannot break a call", async () => {
  await using registry = await open({ config: simulatedAt("alpha"), fetch: network({ alpha: server() }) });
  const answer = await registry.complete(ASKED, {
    onDelta: () => {
      throw new Error("deaf");
    },
  });
  assertEquals(answer.attempts.length, 1);
});

Deno.test("fields of one format go to no endpoint of another, and are named", async () => {
  const config = {
    providers: {
      alpha: { kind: "simulated", base_url: "http://alpha/v1" },
      beta: { kind: "anthropic", base_url: "http://beta/anthropic/v1" },
    },
    endpoints: [{ key: "me/claude@beta", model: "simulated/quick" }, { key: "me/gpt@alpha", model: "simulated/quick" }],
  };
  const bodies: Record<string, unknown>[] = [];
  const servers = network({ alpha: server(), beta: server() });
  await using registry = await open({
    config,
    credentials: { beta: "sk-ant-api03-test" },
    fetch: async (input, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return await servers(input, init);
    },
  });
  const { stream: _, ...asked } = ASKED;
  const request = { ...asked, maxTokens: 20, extra: { logit_bias: { "50256": -100 } }, wire: "openai-chat" };
  const claude = await registry.complete({ ...request, model: "me/claude" });
  const gpt = await registry.complete({ ...request, model: "me/gpt" });
  assertEquals(bodies.map((body) => "logit_bias" in body), [false, true]);
  const named = ({ warnings }: typeof gpt) =>
    warnings.some(({ message }) => message.includes('Cannot send "logit_bias"'));
  assertEquals([named(claude), named(gpt)], [true, false]);
});

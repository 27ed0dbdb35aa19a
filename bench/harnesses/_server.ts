// deno-lint-ignore-file no-console
/**
 * A chat endpoint on loopback that says what it was asked, in a process of its own: `_server.ts`. Prints its port.
 * `POST /set` with `{ delayMs, perSecond }` sets how long an answer takes and how many a second are given (0: any number;
 * the others get a 429 with `Retry-After: 1`), and begins to count anew; `GET /counts` tells what came.
 */
interface Rules {
  readonly delayMs: number;
  readonly perSecond: number;
}

let rules: Rules = { delayMs: 0, perSecond: 0 };
let answered = 0;
let refused = 0;
let asked = new Map<string, number>();
let window = { second: 0, given: 0 };

/** Whether another one may be answered in this second. */
function mayAnswer(): boolean {
  if (rules.perSecond === 0) return true;
  const second = Math.floor(performance.now() / 1000);
  if (window.second !== second) window = { second, given: 0 };
  return window.given++ < rules.perSecond;
}

function answer(model: string, content: string) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model,
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 },
  };
}

async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/counts") {
    const repeated = [...asked.values()].reduce((sum, times) => sum + times - 1, 0);
    return Response.json({ answered, refused, distinct: asked.size, repeated });
  }
  if (pathname === "/set") {
    rules = await request.json();
    answered = refused = 0;
    asked = new Map();
    return new Response(null, { status: 204 });
  }
  const { model, messages } = await request.json();
  if (!mayAnswer()) {
    refused++;
    const error = { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" };
    return Response.json({ error }, { status: 429, headers: { "retry-after": "1" } });
  }
  const text = String(messages.at(-1).content);
  asked.set(text, (asked.get(text) ?? 0) + 1);
  if (rules.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, rules.delayMs));
  answered++;
  return Response.json(answer(model, text));
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
console.log(server.addr.port);

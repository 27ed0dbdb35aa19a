/**
 * A server on raw sockets, for benches of clients: it spends as little as it can, and says within a stream when it sent
 * the first token, by its own clock.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

/** What every request without a stream is answered with, of about 600 bytes. */
const ANSWER = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1_790_000_000,
  model: "bench",
  choices: [{ index: 0, message: { role: "assistant", content: "deep ".repeat(80) }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 80, total_tokens: 92 },
});
const PLAIN = encoder.encode(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-ratelimit-limit-requests: 100000000\r\n` +
    `x-ratelimit-remaining-requests: 99999999\r\nx-request-id: req_bench\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`,
);
const STREAM_HEAD = encoder.encode(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
);

/** Milliseconds since 1970, by the monotonic clock. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

function chunk(text: string): Uint8Array {
  return encoder.encode(`${text.length.toString(16)}\r\n${text}\r\n`);
}

function event(content: string, rest: object = {}): string {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return `data: ${JSON.stringify({ id: "chatcmpl-bench", model: "bench", choices, ...rest })}\n\n`;
}

const TOKEN = chunk(event("deep "));
const LAST = encoder.encode(
  decoder.decode(chunk(
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`,
  )) + "0\r\n\r\n",
);

/** `/stream/<delayMs>/<tokens>/<gapMs>/…` */
async function stream(connection: Deno.TcpConn, path: string): Promise<void> {
  const [delayMs, tokens, gapMs] = path.split("/").slice(2, 5).map(Number);
  await connection.write(STREAM_HEAD);
  await sleep(delayMs);
  await connection.write(chunk(event("deep ", { sent_ms: epochMs() })));
  for (let token = 1; token < tokens; token++) {
    await sleep(gapMs);
    await connection.write(TOKEN);
  }
  await connection.write(LAST);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function serve(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay(true);
  const buffer = new Uint8Array(64 * 1024);
  let text = "";
  try {
    for (;;) {
      const headEnd = text.indexOf("\r\n\r\n");
      const length = headEnd < 0 ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0);
      if (headEnd < 0 || text.length < headEnd + 4 + length) {
        const count = await connection.read(buffer);
        if (count === null) return connection.close();
        text += decoder.decode(buffer.subarray(0, count));
        continue;
      }
      const path = text.split(" ", 2)[1];
      text = text.slice(headEnd + 4 + length);
      if (path.startsWith("/stream/")) await stream(connection, path);
      else if (path === "/time") {
        const now = String(epochMs());
        await connection.write(encoder.encode(`HTTP/1.1 200 OK\r\ncontent-length: ${now.length}\r\n\r\n${now}`));
      } else await connection.write(PLAIN);
    }
  } catch {
    // The client has gone.
  }
}

if (import.meta.main) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  Deno.stdout.writeSync(encoder.encode(`${(listener.addr as Deno.NetAddr).port}\n`));
  for await (const connection of listener) serve(connection);
}

// deno-lint-ignore-file no-console
/** Answers every request after so many milliseconds, in a process of its own: `_delay_server.ts MS`. Prints its port. */
import { trafficBodies } from "./traffic.ts";

const delayMs = Number(Deno.args[0]);
const { answer } = trafficBodies(1);
const body = new TextEncoder().encode(answer(0));
const headers = { "content-type": "application/json" };

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
  await request.body?.cancel();
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  return new Response(body, { headers });
});
console.log(server.addr.port);

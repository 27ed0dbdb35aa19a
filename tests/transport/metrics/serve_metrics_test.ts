import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError, VirtualClock } from "../../../src/base/mod.ts";
import { createMetrics, type MetricsServer, serveMetrics } from "../../../src/transport/metrics/mod.ts";
import { readPrometheusText } from "./_prometheus_text.ts";

async function whileServing(test: (server: MetricsServer) => Promise<void>): Promise<void> {
  const metrics = await createMetrics({ clock: new VirtualClock(), command: "proxy" });
  const server = serveMetrics({ port: 0, metrics, status: () => ({ command: "proxy", waiting: 3 }) });
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}

Deno.test("metrics, status and a word that the process is there", async () => {
  await whileServing(async ({ url, port }) => {
    assertEquals(url, `http://127.0.0.1:${port}`);
    const metrics = await fetch(`${url}/metrics`);
    assertEquals([metrics.status, metrics.headers.get("content-type")], [
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    assertEquals(readPrometheusText(await metrics.text()).length > 20, true);
    assertEquals(await (await fetch(`${url}/status`)).json(), { command: "proxy", waiting: 3 });
    assertEquals(await (await fetch(`${url}/healthz`)).text(), "ok\n");
  });
});

Deno.test("nothing else is there, and nothing can be changed", async () => {
  await whileServing(async ({ url }) => {
    const other = await fetch(`${url}/`);
    assertEquals([other.status, await other.text()], [404, "/metrics, /status or /healthz\n"]);
    const post = await fetch(`${url}/metrics`, { method: "POST", body: "x" });
    assertEquals([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
    await post.body?.cancel();
    const head = await fetch(`${url}/metrics`, { method: "HEAD" });
    assertEquals([head.status, await head.text()], [200, ""]);
  });
});

Deno.test("a port that is taken is the user's to solve", async () => {
  await whileServing(({ port }) => {
    const metrics = { text: () => Promise.resolve(""), contentType: "text/plain" as const };
    const error = assertThrows(() => serveMetrics({ port, metrics, status: () => null }), UserError);
    assertStringIncludes(
      error.message,
      `Cannot serve metrics as the port is in use (0 picks a free one): current value is 127.0.0.1:${port}`,
    );
    return Promise.resolve();
  });
});

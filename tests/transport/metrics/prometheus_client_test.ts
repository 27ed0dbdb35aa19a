import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { createMetrics, METRIC_TABLE } from "../../../src/transport/metrics/mod.ts";
import { needs } from "../../support/require.ts";
import { breaker, ended } from "../health/_events.ts";

const READER = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.read())
print(json.dumps([[f.name, f.type, len(f.samples)] for f in families]))
`;

const python = await needs("prometheus");

Deno.test({
  name: "Prometheus's own reader in Python finds every metric with its type",
  ignore: python.ignore,
  async fn() {
    const metrics = await createMetrics({ clock: new VirtualClock(), command: 'odd "name"\\\n' });
    metrics.listener(ended());
    metrics.listener(ended("timeout"));
    metrics.listener(breaker("open"));
    const reader = new Deno.Command(python.get(), { args: ["-c", READER], stdin: "piped", stdout: "piped" }).spawn();
    const writer = reader.stdin.getWriter();
    await writer.write(new TextEncoder().encode(await metrics.text()));
    await writer.close();
    const { code, stdout } = await reader.output();
    const families: [string, string, number][] = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(code, 0);
    // The reader takes the ending of a counter for a part of its samples' names.
    const expected = Object.values(METRIC_TABLE).map(({ name, type }) => [name.replace(/_total$/, ""), type]);
    assertEquals(families.map(([name, type]) => [name, type]), expected);
    assertEquals(families.find(([name]) => name === "tapedeck_requests")?.[2], 2);
  },
});

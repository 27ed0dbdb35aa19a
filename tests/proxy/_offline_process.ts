// deno-lint-ignore-file no-console
/** Replays a tape as a process of its own, and tells what it may still do: `_offline_process.ts TAPE`. */
import { openProxy } from "../../src/proxy/mod.ts";

const refused = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return "allowed";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
};

const proxy = await openProxy(Deno.args[0], { upstreams: { local: "http://127.0.0.1:9/v1" } });
console.log(JSON.stringify({
  url: proxy.url,
  fetch: await refused(() => fetch("http://127.0.0.1:9000/")),
  connect: await refused(() => Deno.connect({ hostname: "127.0.0.1", port: proxy.port })),
  listen: await refused(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close()),
}));
for await (const _ of Deno.stdin.readable) {
  // Until the parent closes it.
}
await proxy.close();

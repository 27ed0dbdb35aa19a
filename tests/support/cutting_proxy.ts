/** A way to a server that cuts a connection when the server says something, before the client hears of it. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections it has cut. */
  readonly cuts: number;
  /** Cuts the next connection over which the server says these words, once. */
  cutAt(words: string): void;
}

/** Starts one on 127.0.0.1. */
export function startCuttingProxy(target: { readonly port: number }): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let words: string | null = null;
  let cuts = 0;
  const open = new Set<Deno.Conn>();
  const pass = async (from: Deno.Conn, to: Deno.Conn, isCut: (chunk: Uint8Array) => boolean) => {
    const chunk = new Uint8Array(1 << 16);
    try {
      for (let read = await from.read(chunk); read !== null; read = await from.read(chunk)) {
        const part = chunk.subarray(0, read);
        if (isCut(part)) break;
        for (let at = 0; at < part.length;) at += await to.write(part.subarray(at));
      }
    } catch {
      // The other way was cut first.
    }
    for (const side of [from, to]) {
      if (open.delete(side)) side.close();
    }
  };
  const isCut = (chunk: Uint8Array) => {
    if (words === null || !new TextDecoder("latin1").decode(chunk).includes(words)) return false;
    words = null;
    cuts++;
    return true;
  };
  const ways = new Set<Promise<unknown>>();
  const serving = (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: target.port }).catch(() => null);
      if (server === null) {
        client.close();
        continue;
      }
      open.add(client).add(server);
      const way = Promise.all([pass(client, server, () => false), pass(server, client, isCut)]);
      ways.add(way);
      void way.then(() => ways.delete(way));
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    get cuts() {
      return cuts;
    },
    cutAt: (given) => {
      words = given;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const side of open) side.close();
      open.clear();
      await serving;
      await Promise.all(ways);
    },
  };
}

import { openCassette } from "../../src/recording/mod.ts";
import type { CassetteOptions, Tape } from "../../src/cassette/mod.ts";
import { createProxy, type Proxy, proxyUpstreams } from "../../src/proxy/mod.ts";

/** Where the tests' proxies stand: no port is open there. */
export const PROXY = "http://127.0.0.1:8411";

/** The providers that the tests know, whatever the table holds. */
export const LENSES = [{ provider: "openai", origin: "https://api.openai.com" }];

/** What a test decides about its proxy. */
export interface TestProxyOptions extends Omit<CassetteOptions, "endpoints"> {
  readonly upstreams?: { readonly [name: string]: string };
}

/** A proxy without a port, and its tape. */
export interface TestProxy extends AsyncDisposable {
  readonly tape: Tape;
  readonly proxy: Proxy;
  /** Send a request to a path of the proxy. */
  send(path: string, init?: RequestInit): Promise<Response>;
}

/** A proxy over a tape; wherever the tests run, they may record, and keep the network. */
export async function testProxy(path: string, options: TestProxyOptions = {}): Promise<TestProxy> {
  const { upstreams = {}, ...rest } = options;
  const tape = await openCassette(path, { ci: "", keepNetwork: true, endpoints: upstreams, ...rest });
  const proxy = createProxy({ tape, upstreams: proxyUpstreams(upstreams, LENSES) });
  return {
    tape,
    proxy,
    send: (to, init) => proxy.handle(new Request(PROXY + to, init)),
    [Symbol.asyncDispose]: () => tape.close(),
  };
}

/** A POST of JSON. */
export function post(body: unknown, headers: { [name: string]: string } = {}): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** A tape on which requests to `{local}` have been recorded: each path with its answer. */
export async function recordedTape(
  path: string,
  calls: readonly (readonly [path: string, init: RequestInit, answer: Response])[],
): Promise<void> {
  const answers = calls.map(([, , answer]) => answer);
  await using recording = await testProxy(path, {
    mode: "record",
    upstreams: LOCAL,
    fetch: () => Promise.resolve(answers.shift()!),
  });
  for (const [to, init] of calls) await (await recording.send(to, init)).bytes();
}

/** An upstream that is not there. */
export const LOCAL = { local: "http://127.0.0.1:9/v1" };

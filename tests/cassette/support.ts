import { type CassetteOptions, openCassette, type Tape } from "../../src/cassette/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";

/** A folder that is gone when the block ends. */
export async function tempFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "tapedeck-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** A path for a new cassette, in a folder that is gone when the block ends. */
export async function tempTape(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await tempFolder();
  return { path: `${folder.path}/tape.jsonl`, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** A cassette that records, wherever the tests run. */
export function recordTape(path: string, options: CassetteOptions = {}): Promise<Tape> {
  return openCassette(path, { mode: "record", ci: "", ...options });
}

/** A cassette that replays and leaves the network to the other tests of the process. */
export function replayTape(path: string, options: CassetteOptions = {}): Promise<Tape> {
  return openCassette(path, { mode: "replay", keepNetwork: true, ...options });
}

/** A network of one function; no call reaches a wire. */
export function fakeNetwork(answer: (request: Request) => Response | Promise<Response>): typeof globalThis.fetch {
  return async (input, init) => await answer(new Request(input as string, init));
}

/** A network that must not be used. */
export const noNetwork: typeof globalThis.fetch = () => {
  throw new Error("This call must not go live");
};

/** An HTTP server on the loopback that is shut down when the block ends. */
export function loopback(
  handler: (request: Request) => Response | Promise<Response>,
): { url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A server on the loopback that answers each connection with these bytes and hangs up. */
export function rawLoopback(...answers: (string | Uint8Array)[]): { url: string } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for (const answer of answers) {
      using connection = await listener.accept();
      await connection.read(new Uint8Array(65536));
      const bytes = typeof answer === "string" ? new TextEncoder().encode(answer) : answer;
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    }
  })().catch(() => {});
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
    },
  };
}

/** A body that comes in exactly these chunks. */
export function chunkedBody(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((chunk) => chunk.slice()));
}

/** The chunks in which a response's body comes, and the error that breaks it off. */
export async function readChunks(response: Response): Promise<{ chunks: Uint8Array[]; error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk.slice());
    return { chunks, error: null };
  } catch (error) {
    return { chunks, error };
  }
}

/** An empty note, or one with these fields. */
export function newNote(fields: Partial<CallNote> = {}): CallNote {
  return { caller: {}, ...fields };
}

/** The lines of a cassette behind its header, parsed. */
// deno-lint-ignore no-explicit-any
export async function recordsOf(path: string): Promise<any[]> {
  const text = await Deno.readTextFile(path);
  return text.split("\n").slice(1).filter((line) => line !== "").map((line) => JSON.parse(line));
}

export const utf8 = new TextEncoder();

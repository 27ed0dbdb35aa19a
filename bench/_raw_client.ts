/**
 * The lightest HTTP/1.1 client that still checks every byte: keep-alive connections, one request at a time on each, the
 * requests made beforehand. What is timed is the server.
 */
import { Buffer } from "node:buffer";

/** One request as it goes over the wire, and whether a body is its answer. */
export interface Exchange {
  readonly request: Uint8Array;
  isAnswer(body: Buffer): boolean;
}

const HEADERS_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
const utf8 = new TextEncoder();

/** A POST of JSON as bytes. */
export function postBytes(path: string, body: string): Uint8Array {
  const bytes = utf8.encode(body);
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
    `authorization: Bearer sk-bench-000000\r\ncontent-length: ${bytes.length}\r\n\r\n`;
  return new Uint8Array(Buffer.concat([utf8.encode(head), bytes]));
}

/** Make so many exchanges, one list of them again and again, over so many connections; gives how many in a second. */
export async function perSecond(
  port: number,
  exchanges: readonly Exchange[],
  { connections, count }: { connections: number; count: number },
): Promise<number> {
  let next = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    using connection = new RawConnection(await Deno.connect({ hostname: "127.0.0.1", port }));
    while (next < count) await connection.check(exchanges[next++ % exchanges.length]);
  }));
  return count / (performance.now() - start) * 1000;
}

/** One keep-alive connection. */
export class RawConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  #buffer = Buffer.alloc(64 * 1024);
  #length = 0;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    connection.setNoDelay(true);
  }

  /** Send a request, and fail when another body comes back. */
  async check({ request, isAnswer }: Exchange): Promise<void> {
    for (let at = 0; at < request.length;) at += await this.#connection.write(request.subarray(at));
    this.#length = 0;
    let headersEnd = -1;
    while ((headersEnd = this.#read().indexOf(HEADERS_END)) === -1) await this.#fill();
    const head = this.#buffer.toString("latin1", 0, headersEnd);
    if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(`the server said ${head.split("\r\n", 1)[0]}`);
    const bodyAt = headersEnd + HEADERS_END.length;
    const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const body = declared === undefined ? await this.#chunked(bodyAt) : await this.#sized(bodyAt, Number(declared));
    if (!isAnswer(body)) throw new Error("the answer differs");
  }

  async #sized(bodyAt: number, length: number): Promise<Buffer> {
    while (this.#length < bodyAt + length) await this.#fill();
    return this.#buffer.subarray(bodyAt, bodyAt + length);
  }

  async #chunked(bodyAt: number): Promise<Buffer> {
    while (!this.#read().subarray(bodyAt).subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) await this.#fill();
    const chunks: Buffer[] = [];
    for (let at = bodyAt;;) {
      const lineEnd = this.#buffer.indexOf("\r\n", at);
      const length = parseInt(this.#buffer.toString("latin1", at, lineEnd), 16);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(this.#buffer.subarray(lineEnd + 2, lineEnd + 2 + length));
      at = lineEnd + 2 + length + 2;
    }
  }

  #read(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  async #fill(): Promise<void> {
    if (this.#length === this.#buffer.length) {
      this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(this.#buffer.length)]);
    }
    const count = await this.#connection.read(this.#buffer.subarray(this.#length));
    if (count === null) throw new Error("the server hung up");
    this.#length += count;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

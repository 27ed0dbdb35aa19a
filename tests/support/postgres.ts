import { join } from "node:path";
import { needs } from "./require.ts";

/** Of the only user. Tests look for it wherever a secret must not come out. */
export const POSTGRES_PASSWORD = "canary-of-postgres-7f3e";

const USER = "tapedeck";
const CERTIFICATE = "server.crt";
const KEY = "server.key";

/** `needs("postgres")`, found once: `ignore: hasPostgres.ignore` on every test that starts a server. */
export const hasPostgres = await needs("postgres");

/** A PostgreSQL server of one's own, which goes away with its scope: `await using server = await startPostgres()`. */
export interface PostgresServer extends AsyncDisposable {
  /** The URL of its first database, with the password in it. */
  readonly url: string;
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** The file of its certificate, which is its own root; `null` without TLS. */
  readonly certificate: string | null;
  /** Makes another, empty database and gives its URL. Its texts sort as people sort them in English, not by bytes. */
  database(): Promise<string>;
  /** Ends the server as an administrator would: connections are cut, nothing is lost. */
  stop(): Promise<void>;
  /** Ends it as a crash would: nothing is written behind, and the next start must recover. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data, first stopping it where it runs. */
  restart(): Promise<void>;
}

/** How a server is started. */
export interface PostgresOptions {
  /** It has a certificate of its own, and takes connections with TLS beside those without. */
  readonly hasTls?: boolean;
  /** It waits for the disk, for figures that mean something. Tests pull no plugs, and a crash of its own loses nothing. */
  readonly isDurable?: boolean;
}

/** Starts a server in a temporary folder. It ends with the process, or the thread, that started it, even by a SIGKILL. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const bin = hasPostgres.get();
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-postgres-" });
  const data = join(folder, "data");
  try {
    await makeCluster(bin, folder, data);
    if (options.hasTls) await makeCertificate(folder);
    return await ServerProcess.start(bin, folder, options);
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    throw error;
  }
}

class ServerProcess implements PostgresServer {
  readonly url: string;
  readonly certificate: string | null;
  #process: Deno.ChildProcess | null = null;
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly bin: string,
    private readonly folder: string,
    readonly port: number,
    private readonly options: PostgresOptions,
  ) {
    this.certificate = options.hasTls === true ? join(folder, CERTIFICATE) : null;
    this.url = `postgres://${USER}:${POSTGRES_PASSWORD}@127.0.0.1:${port}/postgres`;
  }

  /** A free port may be taken by somebody else before the server has it: then another one is tried. */
  static async start(bin: string, folder: string, options: PostgresOptions): Promise<ServerProcess> {
    for (let left = 5;; left--) {
      const server = new ServerProcess(bin, folder, freePort(), options);
      try {
        await server.#run();
        return server;
      } catch (error) {
        if (left === 0 || !String(error).includes("could not bind")) throw error;
      }
    }
  }

  async database(): Promise<string> {
    const { default: pg } = await import("pg");
    const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      await client.query(`CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`);
    } finally {
      await client.end();
    }
    return this.url.replace(/postgres$/, name);
  }

  stop(): Promise<void> {
    return this.#end("SIGINT");
  }

  kill(): Promise<void> {
    return this.#end("SIGQUIT");
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #run(): Promise<void> {
    const tls = { ssl: "on", ssl_cert_file: this.certificate, ssl_key_file: join(this.folder, KEY) };
    const settings = {
      listen_addresses: "127.0.0.1",
      port: this.port,
      unix_socket_directories: "",
      fsync: this.options.isDurable === true ? "on" : "off",
      shared_buffers: "16MB",
      autovacuum_naptime: "1h",
      max_wal_size: "2GB",
      ...(this.certificate === null ? {} : tls),
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const command = await asServerUser([join(this.bin, "postgres"), "-D", join(this.folder, "data"), ...args], {
      endsWithUs: true,
    });
    const process = new Deno.Command(command[0], {
      args: command.slice(1),
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    })
      .spawn();
    const said = new ReadLog(process.stderr);
    this.#process = process;
    this.#ended = Promise.all([process.status, said.ended]);
    if (await said.includes("ready to accept connections")) return;
    await this.#ended;
    this.#process = null;
    throw new Error(`Cannot start PostgreSQL as it says: ${said.text.trim()}`);
  }

  async #end(signal: Deno.Signal): Promise<void> {
    if (this.#process === null) return;
    const process = this.#process;
    this.#process = null;
    try {
      process.kill(signal);
    } catch {
      // It has ended already.
    }
    await this.#ended;
  }
}

/** Reads what a server says to its end, as one that nobody reads would stand still. */
class ReadLog {
  text = "";
  readonly ended: Promise<void>;
  #waiting: { readonly words: string; resolve(found: boolean): void }[] = [];

  constructor(stream: ReadableStream<Uint8Array>) {
    this.ended = this.#read(stream);
  }

  /** `false` when it ends without having said so. */
  includes(words: string): Promise<boolean> {
    if (this.text.includes(words)) return Promise.resolve(true);
    return new Promise((resolve) => this.#waiting.push({ words, resolve }));
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
      if (this.#waiting.length === 0) continue;
      this.text += chunk;
      this.#waiting = this.#waiting.filter(({ words, resolve }) => {
        if (!this.text.includes(words)) return true;
        resolve(true);
        return false;
      });
    }
    for (const { resolve } of this.#waiting) resolve(false);
  }
}

async function makeCluster(bin: string, folder: string, data: string): Promise<void> {
  const passwordFile = join(folder, "password");
  await Deno.writeTextFile(passwordFile, POSTGRES_PASSWORD);
  if (Deno.uid() === 0) {
    const [uid, gid] = await Promise.all([serverId("-u"), serverId("-g")]);
    for (const path of [folder, passwordFile]) await Deno.chown(path, uid, gid);
  }
  const command = await asServerUser([
    join(bin, "initdb"),
    ...["-D", data, "-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`],
    ...["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
  ]);
  const { success, stderr } = await new Deno.Command(command[0], { args: command.slice(1), cwd: folder, stdin: "null" })
    .output();
  if (!success) throw new Error(`Cannot make a cluster as initdb says: ${new TextDecoder().decode(stderr).trim()}`);
}

async function makeCertificate(folder: string): Promise<void> {
  const [certificate, key] = [join(folder, CERTIFICATE), join(folder, KEY)];
  const command = await asServerUser([
    ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"],
    ...["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
  ]);
  const { success, stderr } = await new Deno.Command(command[0], { args: command.slice(1), stdin: "null" }).output();
  if (!success) {
    throw new Error(`Cannot make a certificate as openssl says: ${new TextDecoder().decode(stderr).trim()}`);
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
async function asServerUser(command: string[], { endsWithUs = false } = {}): Promise<string[]> {
  if (Deno.build.os !== "linux") return command;
  const user = Deno.uid() === 0
    ? [`--reuid=${await serverId("-u")}`, `--regid=${await serverId("-g")}`, "--clear-groups"]
    : [];
  const end = endsWithUs ? ["--pdeathsig=QUIT"] : [];
  return user.length + end.length === 0 ? command : ["setpriv", ...user, ...end, "--", ...command];
}

async function serverId(flag: "-u" | "-g"): Promise<number> {
  const { success, stdout } = await new Deno.Command("id", { args: [flag, "postgres"], stderr: "null" }).output();
  if (!success) throw new Error("no user postgres runs the server for root");
  return Number(new TextDecoder().decode(stdout));
}

/**
 * A server that starts again needs its own port, so it must not be one that the system gives to whoever asks for any: those
 * begin at 32768 at the lowest.
 */
function freePort(): number {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    try {
      using _ = Deno.listen({ hostname: "127.0.0.1", port });
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

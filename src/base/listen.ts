import { UserError } from "./user_error.ts";

/** Where and how a server listens. */
export interface ListenOptions {
  /** The address; `127.0.0.1` unless given, which nobody reaches from outside the machine. */
  readonly hostname?: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** What the server is there for, where that is not plain: `serve metrics`; `listen` unless given. */
  readonly action?: string;
  /** Answers where the handler throws; an empty 500 unless given. */
  readonly onError?: (error: unknown) => Response;
}

/** A port that is listened on. */
export interface Listener {
  /** `http://127.0.0.1:8411` */
  readonly url: string;
  /** The one that was given, or that was picked. */
  readonly port: number;
  /** Accept no more, and wait until what is being answered has ended. May be called again. */
  shutdown(): Promise<void>;
}

/**
 * Listen on a port and say nothing about it.
 *
 * @throws {UserError} when the port cannot be had.
 */
export function listen(options: ListenOptions, handle: Deno.ServeHandler<Deno.NetAddr>): Listener {
  const { hostname = "127.0.0.1", port, onError = () => new Response(null, { status: 500 }) } = options;
  const server = serving(options, () => Deno.serve({ hostname, port, onListen() {}, onError }, handle));
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  let closing: Promise<void> | null = null;
  return {
    url: `http://${host}:${server.addr.port}`,
    port: server.addr.port,
    shutdown: () => closing ??= server.shutdown(),
  };
}

function serving<T>({ hostname = "127.0.0.1", port, action = "listen" }: ListenOptions, serve: () => T): T {
  try {
    return serve();
  } catch (cause) {
    const reason = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use (0 picks a free one)"
      : cause instanceof Deno.errors.NotCapable
      ? "the process may not use the network there"
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new UserError(`Cannot ${action} as ${reason}: current value is ${hostname}:${port}`, {
      cause,
      exitCode: 2,
    });
  }
}

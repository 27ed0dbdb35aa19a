import type { Clock } from "../spec/mod.ts";
import type { KnownSecrets } from "./known_secrets.ts";

/** One of the two streams that a command writes to. */
export interface Output {
  /** Text, or bytes that go out as they are. */
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  /** Whether colours are welcome: on a terminal, and where `NO_COLOR` is not set. */
  readonly color: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
}

/** What a command reads from: the keys that are pressed, or what is piped into it. */
export interface Input {
  readonly isTerminal: boolean;
  /** Gives every key to the reader as it is pressed, and shows none; `false` ends that. */
  setRaw(isRaw: boolean): void;
  /** The next bytes; `null` at the end. */
  read(): Promise<Uint8Array | null>;
}

/** Everything that the command line has to do with the world, so that a test can give it another one. */
export interface Io {
  /** What was asked for: a table, or one JSON document under `--json`. */
  readonly stdout: Output;
  /** Progress, logs and errors. */
  readonly stderr: Output;
  readonly stdin: Input;
  /** What must not be printed. */
  readonly secrets: KnownSecrets;
  /** All environment variables, as far as they may be read. */
  readonly variables: () => { readonly [name: string]: string };
  /** Looks an environment variable up; `undefined` also where that is not permitted. */
  readonly env: (name: string) => string | undefined;
  /** The folder that relative paths of the command line start from; `null`: the process's own. */
  readonly cwd: string | null;
  readonly clock: Clock;
  /**
   * Runs `handler` on Ctrl-C, or when the process is asked to end, in place of ending the process, until the returned
   * function is called.
   */
  readonly onInterrupt: (handler: () => void) => () => void;
}

/** What a harness is asked to do. */
export interface Job {
  /** How many cases: `question number 7`, whose answer must contain `number 7`. */
  readonly cases: number;
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** `echo`: a model within the process; else the base URL of the server. */
  readonly target: "echo" | `http${string}`;
  /** Where it keeps what it writes; the same folder goes on with, or replays, what was there. */
  readonly folder: string;
  /** What becomes of answers: nothing is kept for later, all are kept, or only kept ones are used. */
  readonly cache: "off" | "record" | "replay";
  /** Whether it may leave out what its users can turn off: its best case. */
  readonly best?: boolean;
  /** Go on with what was cut short in the folder. */
  readonly resume?: boolean;
  /** Only this part of the cases, the first of `of` being 1. */
  readonly shard?: { readonly index: number; readonly of: number };
}

/** A harness, as this machine has it. */
export interface Tool {
  /** With its version. */
  readonly name: string;
  /** The command that does a job; `null`: it cannot do it. */
  command(job: Job): Promise<Command | null>;
  /** The files that hold the results of a job, of which the bytes are counted. */
  results(job: Job): readonly string[];
  /** The command that loads the results of a job into a data frame and prints its rows; `null`: it has none. */
  frame?(job: Job): Promise<Command | null>;
}

/** A command of a job. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
}

/** What a command took. */
export interface Taken {
  readonly seconds: number;
  /** Of user and system. */
  readonly cpuSeconds: number;
  /** The most memory that one process had, in megabytes. */
  readonly rssMb: number;
  readonly code: number;
  readonly stdout: string;
}

const TIMED = new URL("./_timed.py", import.meta.url).pathname;

/** Run a command to its end. */
export async function take({ file, args, env, cwd }: Command): Promise<Taken> {
  const report = await Deno.makeTempFile();
  const output = await new Deno.Command("python3", {
    args: [TIMED, report, file, ...args],
    ...(env === undefined ? {} : { env: { ...env } }),
    ...(cwd === undefined ? {} : { cwd }),
    stdout: "piped",
    stderr: "piped",
  }).output();
  const taken = JSON.parse(await Deno.readTextFile(report));
  await Deno.remove(report);
  const stdout = new TextDecoder().decode(output.stdout);
  if (taken.code !== 0 && Deno.env.get("BENCH_SHOW") !== undefined) {
    await Deno.stderr.write(output.stderr);
    await Deno.stderr.write(output.stdout);
  }
  return { ...taken, stdout };
}

/** The bytes of files and of what folders hold. */
export async function bytesOf(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    const info = await Deno.stat(path).catch(() => null);
    if (info === null) continue;
    if (!info.isDirectory) bytes += info.size;
    else for await (const { name } of Deno.readDir(path)) bytes += await bytesOf([`${path}/${name}`]);
  }
  return bytes;
}

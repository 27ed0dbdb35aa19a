import { createHash } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../../base/mod.ts";

const MARKERS = "tapedeck";

/** Where the environment is made, and how. */
export interface PythonEnvironmentOptions {
  /** The folder of the environment: `.venv` of the project. It is made when it is not there. */
  readonly folder: string;
  /** What is installed: the path of a `requirements.txt` with exact versions, or such requirements themselves. */
  readonly requirements: string | readonly string[];
  /** The interpreter that makes the environment; `python3` by default. */
  readonly interpreter?: string;
  /** How often `pip` tries a download again; 1 by default, so that a machine without network says so soon. */
  readonly retries?: number;
  /** Told what is about to be done, before anything is installed. */
  readonly say?: (line: string) => void;
}

/**
 * The path of a Python interpreter that has the required packages. The first call makes the environment and installs
 * them; processes that ask at the same time wait for it.
 *
 * @throws {UserError} of one line where that cannot be done.
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { folder, requirements } = options;
  const isWindows = Deno.build.os === "windows";
  const python = isWindows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const isFile = typeof requirements === "string";
  const list = isFile ? await Deno.readTextFile(requirements) : requirements.join("\n");
  const wanted = createHash("sha256").update(list).digest("hex").slice(0, 16);
  const marker = join(folder, MARKERS, wanted);
  if (await exists(marker) && await exists(python)) return python;

  await Deno.mkdir(join(folder, MARKERS), { recursive: true });
  using lock = await Deno.open(join(folder, MARKERS, "lock"), { create: true, write: true });
  await lock.lock(true);
  if (await exists(marker) && await exists(python)) return python;
  const interpreter = options.interpreter ?? (isWindows ? "python" : "python3");
  options.say?.(`Installing what Jupyter takes into ${folder}: a minute, this once`);
  await makeVenv(interpreter, folder);
  const wants = isFile ? ["--requirement", requirements] : requirements;
  const retries = String(options.retries ?? 1);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", retries, ...wants]);
  await Deno.writeTextFile(marker, "");
  return python;
}

/** Debian and its relatives have what makes environments in a package of its own. */
async function makeVenv(interpreter: string, folder: string): Promise<void> {
  const { success } = await start(interpreter, ["-c", "import ensurepip, venv"]);
  if (!success) {
    throw new UserError(
      "Cannot make a Python environment as this Python has no venv (on Debian and Ubuntu: apt-get install python3-venv): " +
        `current value is ${interpreter}`,
    );
  }
  await run(interpreter, ["-m", "venv", folder]);
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const output = await start(command, args);
  if (output.success) return;
  const decoder = new TextDecoder();
  const said = (decoder.decode(output.stdout) + decoder.decode(output.stderr)).trim().split("\n");
  const reason = said.findLast((line) => /error/i.test(line)) ?? said.at(-1) ?? "";
  throw new UserError(
    `Cannot run ${command} ${args.slice(0, 3).join(" ")} as it ended with ${output.code}: ${reason.trim()}`,
  );
}

async function start(command: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
  } catch (cause) {
    throw new UserError(`Cannot run ${command} as it does not start: ${(cause as Error).message}`, { cause });
  }
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

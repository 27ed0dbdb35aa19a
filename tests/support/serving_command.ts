import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A command that listens, as a process of its own. */
export interface ServingCommand extends AsyncDisposable {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** Ends it as Ctrl-C does. */
  end(): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
}

export interface ServingCommandOptions {
  /** Where it runs, which has its state too. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

/** Starts a command on a free port, and waits until it listens. */
export async function servingCommand(
  name: string,
  { folder, args, env = {} }: ServingCommandOptions,
): Promise<ServingCommand> {
  const portFile = `${folder}/port`;
  await Deno.remove(portFile).catch(() => {});
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--config", `${ROOT}deno.json`, "-A", `${ROOT}src/cli/main.ts`, name],
      ...["--port", "0", "--port-file", portFile],
      ...args,
    ],
    cwd: folder,
    env: { NO_COLOR: "1", CI: "", XDG_STATE_HOME: `${folder}/state`, ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const port = await portIn(folder, output);
  return {
    url: `http://127.0.0.1:${port}`,
    async end() {
      child.kill("SIGTERM");
      const { code, stdout, stderr } = await output;
      return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await output;
    },
  };
}

/** The port, once it has been written; fails when the process ends before. */
async function portIn(folder: string, output: Promise<Deno.CommandOutput>): Promise<string> {
  using watcher = Deno.watchFs(folder);
  const ended = output.then(({ stderr }) => {
    throw new Error(new TextDecoder().decode(stderr));
  });
  const written = (async () => {
    for await (const { paths } of watcher) {
      if (paths.some((path) => path.endsWith("/port"))) {
        const text = await Deno.readTextFile(`${folder}/port`).catch(() => "");
        if (text !== "") return text.trim();
      }
    }
    throw new Error("the folder is not watched any more");
  })();
  return await Promise.race([written, ended]);
}

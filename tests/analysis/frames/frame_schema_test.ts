import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { type FrameKind, frameSchema, loadCassette, loadCatalog, loadRun } from "../../../src/analysis/mod.ts";
import { withFrameSchemas } from "../../support/frames_page.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";
import { tempDir } from "../../support/temp_dir.ts";

const cassette = new URL("../../../cassettes/quickstart.jsonl", import.meta.url).pathname;

Deno.test("docs/frames.md documents the columns as they are: TAPEDECK_UPDATE=docs writes it", async () => {
  const path = new URL("../../../docs/frames.md", import.meta.url);
  const page = await Deno.readTextFile(path);
  const written = withFrameSchemas(page);
  if (Deno.env.get("TAPEDECK_UPDATE") === "docs") await Deno.writeTextFile(path, written);
  else assertEquals(page, written);
});

Deno.test("the schema of a kind is that of a frame that was loaded", async () => {
  const { models, endpoints } = await loadCatalog({ store: ":memory:" });
  const loaded: [FrameKind, Parameters<typeof frameSchema>[0]][] = [
    ["traffic", await loadCassette(cassette)],
    ["models", models],
    ["endpoints", endpoints],
  ];
  for (const [kind, frame] of loaded) assertEquals(frameSchema(frame).toRecords(), frameSchema(kind).toRecords(), kind);
});

Deno.test("a run has the columns of the page, in that order, from a ledger and from Parquet", async () => {
  using folder = tempDir();
  const path = `${folder.path}/results.parquet`;
  const fromLedger = await frameOf(SMALL_RUN);
  fromLedger.writeParquet(path);
  const documented = frameSchema("run").toRecords().map((row) => ({
    ...row,
    column: String(row.column).replace("<axis>", "temperature").replace("<scorer>", "exact"),
    type: row.column === "param_<axis>" ? "f64" : row.type,
    meaning: String(row.meaning).replace("<axis>", "temperature").replace("<scorer>", "exact"),
  }));
  assertEquals(frameSchema(fromLedger).toRecords(), documented);
  assertEquals(frameSchema(await loadRun(path)).toRecords(), documented);
});

Deno.test("axes and scorers of a run are told by their own names, and every column has its meaning", async () => {
  const rows = frameSchema(await frameOf(SMALL_RUN)).toRecords();
  const meaningOf = (name: string) => rows.find(({ column }) => column === name)?.meaning;
  assertEquals(meaningOf("param_temperature"), 'The value of the axis "temperature".');
  assertEquals(
    meaningOf("score_exact"),
    'The verdict of the scorer "exact", from 0 to 1; null where it does not apply.',
  );
  assert(rows.every(({ meaning }) => meaning !== null));
  assertEquals(rows.find(({ column }) => column === "param_temperature")?.type, "f64");
});

Deno.test("a column that was computed has no meaning, the others keep theirs", async () => {
  const frame = (await frameOf(SMALL_RUN)).select("latency_ms", "endpoint").rename({ endpoint: "who" });
  assertEquals(frameSchema(frame).toRecords().map(({ column, unit, meaning }) => [column, unit, meaning !== null]), [
    ["latency_ms", "ms", true],
    ["who", null, false],
  ]);
});

Deno.test("a kind that there is not is named, with the nearest one", () => {
  assertThrows(() => frameSchema("runs" as FrameKind), UserError, '"runs"; did you mean "run"?');
});

Deno.test("a name that several frames have is of one type and unit", () => {
  const seen = new Map<string, string>();
  for (const kind of ["run", "traffic", "models", "endpoints"] as const) {
    for (const { column, type, unit } of frameSchema(kind).toRecords()) {
      const facts = `${type} ${unit}`;
      assertEquals(seen.get(column as string) ?? facts, facts, `${kind}: ${column}`);
      seen.set(column as string, facts);
    }
  }
});

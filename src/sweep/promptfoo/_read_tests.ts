import { parse } from "csv-parse/sync";
import { isTable, UserError } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { type Files, isFile } from "./_files.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";
import { readAssertions, type TestAssertions } from "./_read_assertions.ts";
import { noteOf, type Part, partAt, partsOf, Source } from "./_source.ts";
import { resolvedVars } from "./_rendered.ts";

/** A test as a row, before it is known what its fields are called. */
export interface TestRow {
  readonly vars: JsonObject;
  readonly description: string | null;
  readonly assertions: TestAssertions;
}

interface Reading {
  readonly files: Files;
  readonly notes: PromptfooNote[];
  /** What every test has beside its own. */
  readonly defaults: Part;
  readonly templates: JsonValue;
}

const KNOWN = new Set(["vars", "assert", "description", "options", "metadata"]);

/** The tests of a configuration, those in other files too, with the default test's parts. */
export async function readTests(tests: Part, reading: Reading): Promise<TestRow[]> {
  const parts: Part[] = [];
  for (const part of partsOf(tests)) parts.push(...await testParts(part, reading));
  // Without tests promptfoo sends its prompts once.
  if (parts.length === 0 && tests.value === null) parts.push({ ...tests, value: {} });
  const rows: TestRow[] = [];
  for (const part of parts) rows.push(...await rowsOf(part, reading));
  return rows;
}

async function testParts(part: Part, { files, notes }: Reading): Promise<Part[]> {
  const { value } = part;
  if (isTable(value) && "vars" in value === false && typeof value.path === "string") {
    return await testParts({ ...part, value: value.path }, { files, notes } as Reading);
  }
  if (typeof value !== "string") return isTable(value) ? [part] : [];
  const leave = (reason: string): Part[] => {
    notes.push(noteOf(part, "left out", `tests are left out: ${reason}`));
    return [];
  };
  if (!isFile(value, /\.(?:ya?ml|json|jsonl|csv)$/)) {
    return leave(`${value} is a program, a pattern or stands elsewhere`);
  }
  const text = await files.text(value);
  if (typeof text !== "string") return leave(text.reason);
  const name = value.replace(/^file:\/\//, "");
  if (name.endsWith(".csv")) return csvParts(name, text);
  if (name.endsWith(".jsonl")) {
    const lines = text.split("\n").map((line, i) => ({ line, number: i + 1 })).filter(({ line }) => line.trim() !== "");
    return lines.map(({ line, number }) => new Source(name, line, number).root);
  }
  return partsOf(new Source(name, text).root);
}

/** The rows of a CSV file as tests: columns are variables, but for those that begin with two underscores. */
function csvParts(name: string, text: string): Part[] {
  const rows = csvRows(name, text);
  return rows.map(({ record, info }) => {
    const own = Object.entries(record).filter(([column]) => !column.startsWith("__"));
    const asserts = Object.entries(record).filter(([column, value]) => /^__expected\d*$/.test(column) && value !== "");
    const others = Object.entries(record).filter(([column, value]) =>
      column.startsWith("__") && !/^__(?:expected\d*|description)$/.test(column) && value !== ""
    );
    const test: JsonObject = {
      vars: Object.fromEntries(own),
      assert: asserts.map(([, value]) => shortAssertion(value)),
      ...(record.__description ? { description: record.__description } : {}),
      ...Object.fromEntries(others),
    };
    return new Source(name, JSON.stringify(test), info.lines).root;
  });
}

function csvRows(name: string, text: string): { record: { [column: string]: string }; info: { lines: number } }[] {
  try {
    return parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw new UserError(`Cannot read ${name} as it is no CSV: ${(error as Error).message}`, {
      exitCode: 2,
      cause: error,
    });
  }
}

/** `contains: x`, `similar(0.8): x`, or the expected text itself. */
function shortAssertion(text: string): JsonObject {
  if (/^(?:fn|eval|javascript):/.test(text)) return { type: "javascript", value: text };
  const match = /^(not-)?([a-z][a-z-]*)(?:\(([\d.]+)\))?(?::\s*([\s\S]*))?$/.exec(text);
  const isType = match !== null &&
    (match[4] !== undefined || /^(?:is-json|contains-json|latency|cost)$/.test(match[2]));
  if (!isType) return { type: "equals", value: text };
  const [, not = "", type, threshold, value = null] = match;
  const name = type === "grade" ? "llm-rubric" : type;
  return { type: not + name, ...(threshold === undefined ? {} : { threshold: Number(threshold) }), value };
}

async function rowsOf(part: Part, { files, notes, defaults, templates }: Reading): Promise<TestRow[]> {
  for (const key of Object.keys(part.value as JsonObject).filter((key) => !KNOWN.has(key))) {
    notes.push(noteOf(partAt(part, key), "left out", `${key} of a test is left out`));
  }
  const options = partAt(part, "options").value;
  const own: JsonObject = isTable(options) ? options as JsonObject : {};
  const left = Object.keys(own).filter((key) => !["disableDefaultAsserts", "disableVarExpansion"].includes(key));
  if (left.length > 0) {
    notes.push(noteOf(partAt(part, "options"), "left out", `${left.join(", ")} of a test is left out`));
  }
  const vars = await varsOf([partAt(defaults, "vars"), partAt(part, "vars")], { files, notes });
  const asserts = [
    ...(own.disableDefaultAsserts === true ? [] : partsOf(partAt(defaults, "assert"))),
    ...partsOf(partAt(part, "assert")),
  ];
  const description = partAt(part, "description").value;
  return combinations(vars, own.disableVarExpansion !== true).map(resolvedVars).map((vars) => ({
    vars,
    description: typeof description === "string" ? description : null,
    assertions: readAssertions(asserts, { vars, templates, notes }),
  }));
}

/** Variables, the later ones winning; one that names a file of text is that text. */
async function varsOf(
  parts: readonly Part[],
  { files, notes }: { files: Files; notes: PromptfooNote[] },
): Promise<JsonObject> {
  const vars: JsonObject = {};
  for (const part of parts) {
    if (part.value === null) continue;
    if (!isTable(part.value)) notes.push(noteOf(part, "left out", "variables that stand elsewhere are left out"));
    else {
      for (const [name, value] of Object.entries(part.value as JsonObject)) {
        vars[name] = value;
        if (typeof value !== "string" || !/^file:\/\//.test(value)) continue;
        const text = isFile(value, /\.(?:txt|md|json|html|xml)$/) ? await files.text(value) : null;
        if (typeof text === "string") vars[name] = text.trim();
        else {notes.push(
            noteOf(
              partAt(part, name),
              "changed",
              `the variable ${name} names what cannot be read: ${text?.reason ?? value}`,
            ),
          );}
      }
    }
  }
  return vars;
}

/** Rows that the lists of one test may make: they are all made at once. */
const MOST_ROWS = 100_000;

/**
 * A variable with a list of values makes a row for each of them.
 * @throws {UserError} when they are more than anybody means.
 */
function combinations(vars: JsonObject, isExpanded: boolean): JsonObject[] {
  let rows: JsonObject[] = [vars];
  for (const [name, value] of isExpanded ? Object.entries(vars) : []) {
    if (!Array.isArray(value) || value.length === 0) continue;
    if (rows.length * value.length > MOST_ROWS) {
      throw new UserError(
        `Cannot import the tests as the lists of one test's variables make more than ${MOST_ROWS} samples: ` +
          `current value is "${name}"`,
        { exitCode: 2 },
      );
    }
    rows = rows.flatMap((row) => value.map((one) => ({ ...row, [name]: one })));
  }
  return rows;
}

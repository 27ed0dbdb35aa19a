/** A column of a table: its type in SQLite, and in PostgreSQL. */
export interface LedgerColumn {
  readonly table: string;
  readonly column: string;
  readonly sqlite: string;
  readonly postgres: string;
}

const BEGIN = "<!-- schema -->";
const END = "<!-- /schema -->";

/** What is kept in each table. */
const MEANINGS: { readonly [table: string]: string } = {
  attempts: "One HTTP try of a cell, failed ones too.",
  budget_shares: "What workers have spent of a run's budget (the empty holder), and what each reserves.",
  calls: "One HTTP try of a call by itself, which is no cell of a run; what was asked and answered is not kept.",
  chunks: "The parts of a run that workers take, and how far each is.",
  leases: "Who has a part of a run. The token grows with every taking over; rows of an older one are refused.",
  limit_shares: "What each worker holds of a limit that all share.",
  limit_windows: "What all workers together have used of a limit in the window that goes on.",
  migrations: "The versions of the schema, and when each was made.",
  routes: "Why an endpoint was chosen for a call, and who answered.",
  run_plans: "The plan of a run, for workers on other machines.",
  run_samples: "The samples of such a plan, as lines of JSON.",
  runs: "One execution of a plan.",
  scores: "A verdict of a scoring. Those of a run's own scoring stand in its attempts.",
  scorings: "One pass of scorers over a run.",
};

/** The page with the tables as they are. */
export function withSchema(page: string, columns: readonly LedgerColumn[]): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest.split(END)[1];
  const tables = [...new Set(columns.map(({ table }) => table))].sort();
  return `${before}${BEGIN}\n\n${tables.map((table) => section(table, columns)).join("")}${END}${after}`;
}

function section(table: string, columns: readonly LedgerColumn[]): string {
  const meaning = MEANINGS[table];
  if (meaning === undefined) throw new Error(`Cannot describe the ledger as nobody says what "${table}" is for`);
  const rows = columns.filter((one) => one.table === table)
    .map(({ column, sqlite, postgres }) => [`\`${column}\``, sqlite || "–", postgres || "–"]);
  const all = [["column", "SQLite", "PostgreSQL"], ...rows];
  const widths = all[0].map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((text, i) => text.padEnd(widths[i], fill)).join(" | ")} |\n`;
  const body = all.slice(1).map((row) => line(row)).join("");
  return `### \`${table}\`\n\n${meaning}\n\n${line(all[0])}${line(widths.map(() => ""), "-")}${body}\n`;
}

/** The columns that the page has. */
export function schemaOf(page: string): LedgerColumn[] {
  let table = "";
  return page.slice(page.indexOf(BEGIN)).split("\n").flatMap((line) => {
    const heading = /^### `(\w+)`$/.exec(line);
    if (heading !== null) table = heading[1];
    const row = /^\| `(\w+)` +\| (.+?) +\| (.+?) +\|$/.exec(line);
    if (row === null) return [];
    const [column, sqlite, postgres] = row.slice(1).map((text) => text === "–" ? "" : text);
    return [{ table, column, sqlite, postgres }];
  });
}

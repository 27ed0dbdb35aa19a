import { z } from "zod";
import { nearestName, UserError } from "../../base/mod.ts";
import { modelPageReaders, readModelPage } from "../../catalog/mod.ts";
import { findProvider, loadProvider, providerRows } from "../../provider/mod.ts";
import {
  checkProvider,
  type ConformanceCheck,
  type ConformanceReport,
  type ModelReader,
  readGoldenCases,
} from "../../provider/conformance/mod.ts";
import type { ProviderAdapter } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  golden: z.string().optional().meta({
    placeholder: "DIR",
    description: "A folder of golden wire files: requests and answers with what they mean",
  }),
  seed: z.string().optional().meta({ placeholder: "TEXT", description: "Invent other requests and answers" }),
  all: z.boolean().default(false).describe("Print the laws that hold too"),
});

/** Runs the conformance kit. */
export const providerCheck = defineCommand({
  name: "provider check",
  summary: "Hold a provider from outside to the laws that Tapedeck's own are held to",
  description: "SPECIFIER is a path, a URL or an npm: specifier of a module whose default export (or the one that is " +
    "named provider) is a provider, or the key of one of Tapedeck's own. Nothing is sent anywhere. Ends with exit code " +
    "1 when a law is broken, with 2 when there is no provider to check.",
  args: [{ name: "SPECIFIER", description: "A module, or a provider's key: ./cellar.ts" }],
  flags,
  examples: [
    { line: "tapedeck provider check ./cellar.ts", does: "A plugin" },
    { line: "tapedeck provider check npm:@cellar/tapedeck --golden golden", does: "With golden wire files" },
  ],
  async run({ io }, { args: [specifier], flags: given }) {
    const adapter = await adapterOf(specifier, io);
    const report = await checkProvider(adapter, {
      modelReader,
      ...(given.golden === undefined ? {} : { golden: await readGoldenCases(commandPath(io, given.golden)) }),
      ...(given.seed === undefined ? {} : { seed: given.seed }),
    });
    return {
      text: textOf(report, adapter, given.all),
      document: snakeKeys(report),
      exitCode: report.ok ? 0 : 1,
    };
  },
});

async function adapterOf(specifier: string, io: Io): Promise<ProviderAdapter> {
  if (providerRows.some(({ key }) => key === specifier)) return findProvider(specifier);
  if (/^[\w.-]+$/.test(specifier) && !isFile(commandPath(io, specifier))) {
    const nearest = nearestName(specifier, providerRows.map(({ key }) => key));
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(
      `Cannot find the provider as it is neither a key of the table nor a file${hint}: current value is "${specifier}"`,
      { exitCode: 2 },
    );
  }
  const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(specifier);
  return await loadProvider(isUrl ? specifier : commandPath(io, specifier));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function modelReader(name: string): ModelReader | null {
  return modelPageReaders().includes(name) ? (page, facts) => readModelPage(name, page, facts) : null;
}

function textOf({ checks, ok }: ConformanceReport, { name, key }: ProviderAdapter, all: boolean): string {
  const lines = checks.filter(({ status }) => all || status === "failed").map(lineOf);
  const count = (status: ConformanceCheck["status"]) => checks.filter((one) => one.status === status).length;
  const skipped = [...new Set(checks.filter(({ status }) => status === "skipped").map(({ message }) => message))];
  const notes = skipped.map((message) => `  not checked: ${message}\n`).join("");
  const verdict = ok
    ? `${name} (${key}) keeps every law: ${formatCount(count("ok"), "check")}\n`
    : `${name} (${key}) breaks ${formatCount(count("failed"), "law")} of ${checks.length}\n`;
  return lines.join("") + verdict + notes;
}

function lineOf({ about, law, says, status, message }: ConformanceCheck): string {
  if (status === "ok") return `ok      ${about}  ${law}\n`;
  const label = status === "failed" ? "broken " : "skipped";
  return `${label} ${about}  ${law}\n        ${says}\n        ${message}\n`;
}

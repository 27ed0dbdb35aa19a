import { z } from "zod";
import { UserError } from "../base/mod.ts";
import { type Catalog, type CatalogNotice, ListProblem, type ListProblemCode } from "../catalog/mod.ts";
import { openOwnCatalog } from "../routing/mod.ts";
import { commandFolder } from "./_command_credentials.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";
import { printable } from "./_printable.ts";

/** Where the catalog's file is. */
export const storeFlag = {
  store: z.string().optional().meta({
    placeholder: "FILE",
    description: "The catalog's SQLite file; TAPEDECK_CATALOG or the folder for data unless given",
  }),
};

/** Whether lists are fetched: a question alone never goes to the network. */
export const askFlags = {
  ...storeFlag,
  refresh: z.boolean().default(false).describe("Fetch the lists that are not fresh before answering"),
};

/** What a command is told of the catalog's file and the network. */
export interface CatalogFlags {
  readonly store?: string | undefined;
  readonly refresh?: boolean;
}

/**
 * The catalog of a command: of the providers as they are set up, and of the table. Where no calls are made, every answer
 * shows how old it is, and a notice of that kind would say it twice.
 */
export async function commandCatalog(io: Io, { store, refresh = false }: CatalogFlags): Promise<Catalog> {
  return await openOwnCatalog({
    ...(store === undefined ? {} : { catalogPath: store === ":memory:" ? store : commandPath(io, store) }),
    cwd: commandFolder(io),
    env: io.env,
    clock: io.clock,
    onSecret: (secret) => io.secrets.add(secret),
    ...(refresh ? {} : { offline: true }),
    onNotice: (notice) => {
      if (refresh || notice.code !== "old_facts") io.stderr.write(noticeLine(notice));
    },
  });
}

/** What helps where a question that made no calls found no list at all. */
const HELP: { readonly [code in ListProblemCode]?: string } = {
  offline: "--refresh fetches them",
  key_missing: "set it, and --refresh fetches them",
};

/** What a question found; where that is no list at all, the error says how to come by one. */
export async function helped<T>({ refresh = false }: CatalogFlags, question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    const help = error instanceof ListProblem && !refresh ? HELP[error.code] : undefined;
    if (help === undefined) throw error;
    throw new UserError(`${(error as ListProblem).message} (${help})`, { cause: error });
  }
}

function noticeLine({ message }: CatalogNotice): string {
  return `note: ${printable(message)}\n`;
}

/** A signal that Ctrl-C aborts, until the work is done. */
export async function interruptible<T>(io: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = io.onInterrupt(() => {
    stop();
    controller.abort(new UserError("Cannot go on as the command was interrupted"));
  });
  try {
    return await work(controller.signal);
  } finally {
    stop();
  }
}

import { z } from "zod";
import { UserError } from "../base/mod.ts";
import type { Registry, RegistryOptions } from "../routing/mod.ts";
import type { Ledger, RouteNeeds } from "../spec/mod.ts";
import { CAPABILITY_LIST, capabilityOf } from "./_capability_of.ts";
import { interruptible, storeFlag } from "./_catalog_flags.ts";
import { commandFolder } from "./_command_credentials.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";

/** Where the catalog and the ledger are. */
export const registryFlags = {
  ...storeFlag,
  ledger: z.string().default("runs/ledger.sqlite").meta({
    placeholder: "PATH",
    description: "The SQLite file of runs and routes, where there is one",
  }),
};

/** Whether lists are fetched: a question alone never goes to the network. */
export const refreshFlag = {
  refresh: z.boolean().default(false).describe("Fetch the lists that are not fresh before answering"),
};

/** What an endpoint must be. */
export const needsFlags = {
  needs: z.string().optional().meta({
    placeholder: "NAMES",
    description: `What it must do, with commas between: ${CAPABILITY_LIST}`,
  }),
  context: z.coerce.number().int().min(1).optional().meta({
    placeholder: "N",
    description: "The least room for input and output together, in tokens",
  }),
  maxCost: z.string().regex(/^\d+(\.\d+)?$/, "must be US dollars such as 0.01").optional().meta({
    placeholder: "USD",
    description: "The most that a call may cost",
  }),
};

/** What the flags say of needs. */
export function needsIn({ needs, context, maxCost }: {
  readonly needs?: string | undefined;
  readonly context?: number | undefined;
  readonly maxCost?: string | undefined;
}): RouteNeeds {
  const words = (needs ?? "").split(",").map((word) => word.trim()).filter((word) => word !== "");
  return {
    ...(words.length === 0 ? {} : { capabilities: words.map((word) => capabilityOf(word, "--needs")) }),
    ...(context === undefined ? {} : { contextTokens: context }),
    ...(maxCost === undefined ? {} : { maxCostUsd: maxCost }),
  };
}

/** What a command is told of the catalog, the ledger and the network. */
export interface CommandRegistryFlags {
  readonly store?: string | undefined;
  readonly ledger?: string;
  readonly refresh?: boolean;
}

/** The registry of a command. Questions on the command line fetch no lists unless --refresh is given. */
export async function commandRegistry(
  io: Io,
  { store, ledger, refresh = false, ...given }: CommandRegistryFlags & RegistryOptions,
): Promise<Registry> {
  const { openRegistry } = await import("../routing/mod.ts");
  const path = ledger === undefined ? null : await knownLedger(commandPath(io, ledger));
  return await openRegistry({
    cwd: commandFolder(io),
    env: io.env,
    clock: io.clock,
    onSecret: (secret) => io.secrets.add(secret),
    ...(refresh ? {} : { offline: true }),
    ...(store === undefined ? {} : { catalogPath: store === ":memory:" ? store : commandPath(io, store) }),
    ...(path === null ? {} : { ledgerPath: path }),
    ...given,
  });
}

/** The same path where a ledger is there; `null`: none is. */
export async function knownLedger(path: string): Promise<string | null> {
  const { ledgerIsThere } = await import("../ledger/mod.ts");
  return await ledgerIsThere(path) ? path : null;
}

/** Fetch what lists say of a model, where that is asked for. */
export async function refreshed(
  io: Io,
  registry: Registry,
  { model, refresh }: { readonly model: string; readonly refresh: boolean },
): Promise<void> {
  if (!refresh) return;
  await interruptible<unknown>(
    io,
    (signal) => model === "" ? registry.models({ signal }) : registry.ensureEndpoints(model, { signal }),
  );
}

/** A ledger that is there: to open one that is not would make it. */
export async function existingLedger(
  io: Io,
  given: string,
  { purpose }: { readonly purpose: string },
): Promise<Ledger> {
  const path = commandPath(io, given);
  const { ledgerIsThere, openLedger } = await import("../ledger/mod.ts");
  if (!await ledgerIsThere(path)) {
    throw new UserError(`Cannot ${purpose} as there is no ledger: current value is "${given}"`, { exitCode: 2 });
  }
  return await openLedger(path);
}

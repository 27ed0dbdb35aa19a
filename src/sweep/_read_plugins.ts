import { z } from "zod";
import { UserError } from "../base/mod.ts";
import { type FileProblems, readSection } from "../config/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { assertPlugins, pluginProblem } from "./_assert_plugins.ts";
import { besidePlan } from "./_beside_plan.ts";

/** Loads a provider by a path from the working directory, a URL, or an `npm:` or `jsr:` specifier. */
type LoadPlugin = (specifier: string) => Promise<ProviderAdapter>;

/** The providers from outside that a plan's endpoints may name. */
export interface Plugins {
  readonly list: readonly ProviderAdapter[];
  /** Whether all that the plan names are there: otherwise nothing can be said of a provider that is not. */
  readonly isWhole: boolean;
  /** Where all of them come from; absent: some were given by value, or there is none. */
  readonly modules?: readonly string[];
}

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

const pluginsSchema = z.array(z.string().min(1));

/**
 * The plan's `plugins`, loaded, behind those that are given. What is wrong with one goes to `problems`.
 * @throws {UserError} when those that are given cannot stand beside each other or the table.
 */
export async function readPlugins(
  raw: unknown,
  { given, planPath, load, problems }: {
    given: readonly ProviderAdapter[];
    planPath: string;
    load: LoadPlugin | undefined;
    problems: FileProblems;
  },
): Promise<Plugins> {
  assertPlugins(given);
  const specifiers = readSection(pluginsSchema, raw ?? [], { path: ["plugins"], problems });
  const list = [...given];
  for (const [i, specifier] of (specifiers ?? []).entries()) {
    const plugin = await loaded(moduleOf(specifier, planPath), load);
    const problem = typeof plugin === "string" ? plugin : pluginProblem(plugin, list);
    if (typeof plugin !== "string" && problem === null) list.push(plugin);
    else problems.add(["plugins", i], problem!, typeof plugin === "string" ? undefined : plugin.key);
  }
  return {
    list,
    isWhole: specifiers !== null && list.length === given.length + specifiers.length,
    ...(given.length > 0 || !specifiers?.length
      ? {}
      : { modules: specifiers.map((specifier) => moduleOf(specifier, planPath)) }),
  };
}

function moduleOf(specifier: string, planPath: string): string {
  return URL_START.test(specifier) ? specifier : besidePlan(planPath, specifier);
}

/** The plugin, or as a rule why there is none. */
async function loaded(module: string, load: LoadPlugin | undefined): Promise<ProviderAdapter | string> {
  if (load === undefined) return `cannot be loaded: whoever parses a plan's text must say how, by "loadPlugin"`;
  try {
    return await load(module);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `cannot be used: ${error.message}`;
  }
}

import type { z } from "zod";
import type { JsonValue } from "../spec/mod.ts";
import type { Io } from "./io.ts";

/** 0: done. 1: the work failed, or was interrupted. 2: wrong usage. 130: a person broke it off by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** An argument without a name, such as a path. */
export interface CommandArgument {
  /** In capitals: `PLAN`. */
  readonly name: string;
  readonly description: string;
  /** What it is when it is not given; an argument without a default must be given. */
  readonly default?: string;
  /** Takes all words that are left, at least one where there is no default; only the last argument may. */
  readonly many?: boolean;
}

/** What a flag's schema says by `.meta()` beside its description. */
export interface FlagMeta {
  readonly description?: string;
  /** One letter: `n` for `-n`. */
  readonly alias?: string;
  /** What stands for the value in the help: `PATH`. */
  readonly placeholder?: string;
  /** What the flag means where it is given without a value; with one, that stands behind `=`. */
  readonly bare?: string;
  /** Whether `--no-flag` sets it to false. */
  readonly negatable?: boolean;
}

/** What a command is given to work with. */
export interface CommandContext {
  readonly io: Io;
  /** Whether stdout will get one JSON document. */
  readonly json: boolean;
}

/** What a command came to: for people as text, for programs as one JSON document. */
export interface CommandResult {
  readonly text: string;
  readonly document: JsonValue;
  /** Whether all of it has been written already, as it came. */
  readonly isPrinted?: true;
  /** 0 unless given. */
  readonly exitCode?: ExitCode;
}

/** A command as data. Parsing, validation, `--help` and the reference are all derived from it. */
export interface Command<TFlags extends z.ZodObject = z.ZodObject> {
  /** `sweep plan` */
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly description?: string;
  readonly args: readonly CommandArgument[];
  /** `--json` and `--help` come by themselves. Names in camelCase become `--kebab-case`. */
  readonly flags: TFlags;
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  run(context: CommandContext, given: { args: readonly string[]; flags: z.infer<TFlags> }): Promise<CommandResult>;
}

/** Gives a command's `run` the types of its own flags. */
export function defineCommand<TFlags extends z.ZodObject>(command: Command<TFlags>): Command<TFlags> {
  return command;
}

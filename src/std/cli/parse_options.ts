/** Names of flags as literals; `undefined` when none are given. */
export type Names = string | undefined;
/** Names of flags, or whether all of them are boolean. */
export type BooleanNames = boolean | Names;
/** Other names of flags, by name. */
export type Aliases<TName = string, TAlias extends string = string> = Partial<
  Record<Extract<TName, string>, TAlias | readonly TAlias[]>
>;

/** One name or several. */
type OneOrMore<T> = T | readonly Extract<T, string>[];

/** What {@linkcode parseArgs} should know of the flags. */
export interface ParseOptions<
  TBooleans extends BooleanNames = BooleanNames,
  TStrings extends Names = Names,
  TCollectable extends Names = Names,
  TNegatable extends Names = Names,
  TDefault extends Record<string, unknown> | undefined = Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Whether what comes after `--` goes into a list of its own, under `--`. */
  "--"?: TDoubleDash;
  /** Other names of a flag: what is given under one of them is there under all. */
  alias?: TAliases;
  /** Flags that take no value and are `false` by default; `true`: all `--flags` without an equals sign. */
  boolean?: OneOrMore<TBooleans>;
  /** What a flag is when it is not given. Dotted keys and nested objects are the same. */
  default?: TDefault & Record<string, unknown>;
  /** Whether everything from the first argument that is no flag on is left as it is. */
  stopEarly?: boolean;
  /** Flags whose value stays a string, even if it looks like a number. */
  string?: OneOrMore<TStrings>;
  /** Flags whose values are collected into an array; of others, the last one counts. */
  collect?: OneOrMore<TCollectable>;
  /** Flags that `--no-flag` sets to `false`. */
  negatable?: OneOrMore<TNegatable>;
  /** Is called for each argument that is not defined above; `false` leaves it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

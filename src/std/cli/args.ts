import type { Aliases, BooleanNames, Names } from "./parse_options.ts";

// deno-lint-ignore no-explicit-any
type AnyFlags = Record<string, any>;

/** Makes one object type of an intersection, all the way down. */
type Flat<T> = T extends Record<string, unknown> ? { [K in keyof T]: Flat<T[K]> } : T;

type Intersection<T> = (T extends unknown ? (value: T) => void : never) extends (value: infer R) => void ? R : never;

/** `"a.b"` to `{ a: { b: V } }`. */
type Present<K extends string, V> = K extends `${infer Head}.${infer Rest}` ? { [P in Head]: Present<Rest, V> }
  : { [P in K]: V };
type Possible<K extends string, V> = K extends `${infer Head}.${infer Rest}` ? { [P in Head]?: Possible<Rest, V> }
  : { [P in K]?: V };

type BooleanFlag<K, C> = K extends string ? Present<K, K extends C ? boolean[] : boolean> : never;
type StringFlag<K, C, N> = K extends string ? K extends C ? Present<K, K extends N ? string[] | false : string[]>
  : Possible<K, K extends N ? string | false : string>
  : never;
type OtherFlag<K, N> = K extends string ? Present<K, K extends N ? unknown[] | false : unknown[]> : never;

type Flags<B, S, C, N> = Intersection<BooleanFlag<B, C> | StringFlag<S, C, N> | OtherFlag<Exclude<C, B | S>, N>>;

type Dotted<T> = { [K in keyof T]: K extends string ? Present<K, T[K]> : never }[keyof T];

type WithDefaults<T, D> = Omit<T, keyof D> & { [K in keyof D]: K extends keyof T ? WithDefault<T[K], D[K]> : unknown };
type WithDefault<T, D> = D extends Record<string, unknown>
  ? NonNullable<T> extends Record<string, unknown> ? WithDefaults<NonNullable<T>, D> : D | NonNullable<T>
  : D | NonNullable<T>;

type Defaulted<T, D> = D extends Record<string, unknown> ? WithDefaults<T, Flat<Intersection<Dotted<D>>>> : T;

type AliasesOf<K, A> = K extends keyof A
  ? string extends A[K] ? never : A[K] extends string ? A[K] : A[K] extends readonly string[] ? A[K][number] : never
  : never;
type Aliased<T, A> = { [K in keyof T as K | AliasesOf<K, A>]: T[K] };

/** Whether any flag was named, so that types can be told. */
type IsTyped<B, S, C> = undefined extends ((false extends B ? undefined : B) & S & C) ? false : true;

/** The flags that the options describe; anything goes when they name none. */
export type Values<
  B extends BooleanNames,
  S extends Names,
  C extends Names,
  N extends Names,
  D extends Record<string, unknown> | undefined,
  A extends Aliases | undefined,
> = IsTyped<B, S, C> extends true ? Record<string, unknown> & Aliased<Defaulted<Flags<B, S, C, N>, D>, A> : AnyFlags;

type AfterDoubleDash = string[];

/** What {@linkcode parseArgs} gives: the flags, and under `_` all that belongs to none. */
export type Args<
  TArgs extends Record<string, unknown> = AnyFlags,
  TDoubleDash extends boolean | undefined = undefined,
> = Flat<
  & TArgs
  & { _: (string | number)[] }
  & (boolean extends TDoubleDash ? { "--"?: AfterDoubleDash }
    : true extends TDoubleDash ? { "--": AfterDoubleDash }
    : Record<never, never>)
>;

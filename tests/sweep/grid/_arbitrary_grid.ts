import fc from "fast-check";
import type { GridRules, PointCondition } from "../../../src/sweep/grid/mod.ts";
import type { Axis, PlanEndpoint } from "../../../src/sweep/mod.ts";

/** A grid of a few axes with any rules, at endpoints that rules can tell apart. */
export interface AnyGrid {
  readonly axes: readonly Axis[];
  readonly rules: GridRules;
  readonly endpoints: readonly PlanEndpoint[];
}

const NAMES = ["a", "b", "c", "d"];

const endpoint = (model: string, provider: string): PlanEndpoint => ({
  key: `${model}@${provider}`,
  model,
  provider,
  baseUrl: "http://127.0.0.1:9/v1",
  wireModel: model,
  wire: "openai-chat",
  price: null,
  credential: null,
  apiKeyEnv: null,
  parameters: {},
});

const ENDPOINTS = [endpoint("acme/one", "x"), endpoint("acme/two", "y"), endpoint("other/one", "y")];

/** With `listed`, a sample of the product may stand in its place. */
export function anyGrid({ listed = false } = {}): fc.Arbitrary<AnyGrid> {
  return fc.integer({ min: 1, max: 4 }).chain((count) =>
    fc.array(fc.record({ product: fc.integer({ min: 1, max: 4 }), extra: fc.integer({ min: 0, max: 2 }) }), {
      minLength: count,
      maxLength: count,
    })
  ).chain((sizes) =>
    fc.boolean().chain((zips) => {
      const isZipped = zips && sizes.length >= 3;
      if (isZipped) sizes = sizes.with(2, { ...sizes[2], product: sizes[1].product });
      const axes: Axis[] = sizes.map(({ product, extra }, i) => ({
        name: NAMES[i],
        field: "extra",
        values: Array.from({ length: product + extra }, (_, place) => place),
      }));
      const zip = isZipped ? [["b", "c"]] : [];
      const conditions = (most: number) => fc.array(condition(axes, { zip }), { maxLength: most });
      return fc.record({
        exclude: conditions(3),
        include: conditions(3),
        when: whenOf(axes, zip),
        points: listed ? pointsOf(sizes, isZipped) : fc.constant(undefined),
      }).map(({ points, ...rules }): AnyGrid => ({
        axes,
        endpoints: ENDPOINTS,
        rules: {
          ...rules,
          zip,
          product: Object.fromEntries(axes.map(({ name }, i) => [name, sizes[i].product])),
          ...(points === undefined ? {} : { points }),
        },
      }));
    })
  );
}

function pointsOf(sizes: readonly { readonly product: number }[], isZipped: boolean) {
  return fc.array(fc.tuple(...sizes.map(({ product }) => fc.integer({ min: 0, max: product - 1 }))), { maxLength: 12 })
    .map((points) => points.map((point) => isZipped ? point.with(2, point[1]) : point));
}

/** Never in a circle: an axis asks for those before it, or for those behind it, and all do alike. */
function whenOf(
  axes: readonly Axis[],
  zip: readonly (readonly string[])[],
): fc.Arbitrary<NonNullable<GridRules["when"]>> {
  return fc.boolean().chain((isForward) =>
    fc.tuple(...axes.map(({ name }, i) => {
      const others = isForward ? axes.slice(0, i) : axes.slice(i + 1);
      if (zip.flat().includes(name)) return fc.constant(null);
      return fc.option(
        fc.array(condition(others.filter((axis) => !zip.flat().includes(axis.name)), { zip }), {
          minLength: 1,
          maxLength: 2,
        }),
        { freq: 1 },
      );
    })).map((all) =>
      Object.fromEntries(all.flatMap((conditions, i) => conditions === null ? [] : [[axes[i].name, conditions]]))
    )
  );
}

function condition(
  axes: readonly Axis[],
  { zip }: { readonly zip: readonly (readonly string[])[] },
): fc.Arbitrary<PointCondition> {
  const at = fc.option(
    fc.oneof(
      fc.constantFrom("acme/*", "*/one*", "*").map((glob) => ({ endpoint: [glob] })),
      fc.constantFrom("x", "y").map((glob) => ({ provider: [glob] })),
      fc.constantFrom("acme/one", "*/two").map((glob) => ({ model: [glob] })),
    ),
    { nil: undefined },
  );
  const values = fc.tuple(...axes.map(({ values }) =>
    fc.option(
      fc.uniqueArray(fc.integer({ min: 0, max: values.length - 1 }), { minLength: 1, maxLength: 3 }),
      { nil: undefined },
    )
  ));
  return fc.tuple(at, values).map(([at, values]) => {
    const given = Object.fromEntries(axes.flatMap(({ name }, i) => values[i] === undefined ? [] : [[name, values[i]]]));
    const isHalf = zip.some((names) => names.some((name) => name in given) && !names.every((name) => name in given));
    // What an include says of one axis of a zip, it must say of all.
    if (isHalf) { for (const name of zip.flat()) delete given[name]; }
    return { ...(at === undefined ? {} : { at }), axes: given };
  });
}

import { taggedHash } from "../../base/mod.ts";
import { type EndpointConfig, rawParameters, type RawTable } from "../../config/mod.ts";
import type { ChatParameters, EndpointKey, JsonValue, ModelKey } from "../../spec/mod.ts";
import type { EndpointTable, SweepBuilder } from "../build/mod.ts";
import type { SweepForm } from "./sweep_form.ts";

/** A plan that is not read yet, and where it belongs. */
export interface Draft {
  readonly builder: SweepBuilder;
  readonly path: string;
}

/** The plan of another form has another name: a run of either is gone on with from its own file. */
export function fileName(builder: SweepBuilder): string {
  const hash = taggedHash("pick", builder.toToml()).replace(/^[^:_]*[:_]/, "").slice(0, 12);
  return `pick-${hash}.toml`;
}

/** With the axes of the form. */
export function varied(builder: SweepBuilder, { parameter, start, stop, steps, seeds }: SweepForm): SweepBuilder {
  const axis = parameter === ""
    ? builder
    : builder.grid({ [parameter]: { start: Number(start), stop: Number(stop), steps: Number(steps) } });
  return seeds === "" ? axis : axis.seeds(Array.from({ length: Number(seeds) }, (_, i) => i + 1));
}

/** The parameters that the form lets vary. */
export function namesOf({ parameter, seeds }: SweepForm): readonly string[] {
  return [...(parameter === "" ? [] : [parameter]), ...(seeds === "" ? [] : ["seed"])];
}

/** What is fixed for the models whose endpoints there are; nothing of it is what varies. */
export function settingsOf(
  form: SweepForm,
  { endpoints, parameters = new Map() }: {
    readonly endpoints: readonly EndpointKey[];
    readonly parameters?: ReadonlyMap<ModelKey, ChatParameters>;
  },
): { readonly [model: string]: { readonly parameters: RawTable } } {
  const varies = namesOf(form);
  const settings: { [model: string]: { parameters: RawTable } } = {};
  for (const [model, fixed] of parameters) {
    if (!endpoints.some((key) => key.startsWith(`${model}@`))) continue;
    const table = without(rawParameters(fixed), varies);
    if (Object.keys(table).length > 0) settings[model] = { parameters: table };
  }
  return settings;
}

/** The endpoints as a plan has them, with what is declared of those that the user has declared. */
export function tablesOf({ endpoints, declared = [] }: {
  readonly endpoints: readonly EndpointKey[];
  readonly declared?: readonly EndpointConfig[];
}): readonly (EndpointTable & { readonly key: EndpointKey })[] {
  return endpoints.map((key) => {
    const { base_url, wire, model, price } = declared.find((one) => one.key === key) ?? {};
    return {
      key,
      ...(base_url === undefined ? {} : { base_url }),
      ...(wire === undefined ? {} : { wire }),
      ...(model === undefined ? {} : { wire_model: model }),
      ...(price === undefined ? {} : { price }),
    };
  });
}

/** A table without some of its keys. */
export function without<T extends object>(table: T, names: readonly string[]): { [name: string]: JsonValue } {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
}

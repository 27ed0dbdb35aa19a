import type { ParameterOrigin } from "../config/mod.ts";
import { textTable } from "./_text_table.ts";

/** Parameters with where each comes from, as a table; those that are unset are `unset`. */
export function originTable(origins: readonly ParameterOrigin[]): string {
  return textTable(
    [
      { title: "parameter", align: "left" },
      { title: "value", align: "left" },
      { title: "from", align: "left" },
      { title: "where", align: "left" },
      { title: "over", align: "left" },
    ],
    origins.map(({ parameter, value, from, where, overridden }) => [
      parameter,
      valueText(value),
      from,
      where,
      overridden.map((one) => `${valueText(one.value)} (${one.from})`).join(", "),
    ]),
  );
}

function valueText(value: ParameterOrigin["value"]): string {
  return value === null ? "unset" : JSON.stringify(value);
}

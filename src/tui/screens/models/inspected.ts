import { endpointFacts, type FactText, type ListedModel, modelFacts } from "../../../catalog/mod.ts";
import type { ModelKey } from "../../../spec/mod.ts";
import { opened, type PickerState } from "../../state/mod.ts";
import { healthMark } from "../cell_texts.ts";
import type { Row } from "./rows.ts";

/** With all facts of what a row is about. */
export function inspected(state: PickerState, row: Row): PickerState {
  switch (row.is) {
    case "model":
      return opened(state, { is: "inspect", title: row.model.key, facts: factsOf(row.model, state), top: 0 });
    case "endpoint": {
      const health = state.health.get(row.record.provider) ?? "unknown";
      const facts: FactText[] = [...endpointFacts(row.record), ["health", `${healthMark(health)} ${health}`]];
      return opened(state, { is: "inspect", title: row.record.key, facts, top: 0 });
    }
    case "note":
      return ofModel(state, row.model);
    default:
      return state;
  }
}

function ofModel(state: PickerState, key: ModelKey): PickerState {
  const model = state.list.models?.find((one) => one.key === key);
  return model === undefined ? state : inspected(state, { is: "model", id: key, model });
}

function factsOf({ key, record, kind, status, badges, providers }: ListedModel, { health }: PickerState): FactText[] {
  const lists = providers.map((provider) => {
    const state = health.get(provider) ?? "unknown";
    return `${healthMark(state)} ${provider} (${state})`;
  });
  return [
    ["model", key],
    ["kind", kind],
    ["status", status],
    ...(badges.length === 0 ? [] : [["badges", badges.join(", ")] as const]),
    ["listed by", lists.length === 0 ? "no list any more" : lists.join(", ")],
    ...modelFacts(record),
    ...(typeof record.extra.description === "string" ? [["description", record.extra.description] as const] : []),
  ];
}

import { isTable } from "../base/mod.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";
import type { ScoreConfig } from "./score_config.ts";

/** What of a scorer's options says how its calls are made, and not what they come to. */
const OF_CALLS = ["cassette", "concurrency"];
/** What of an endpoint's table says where it is, and whose key opens it. */
const OF_PLACES = ["base_url", "api_key_env", "price"];

const CALL_KINDS = ["judge", "similarity", "pairwise"];

/** The table without what tells only how and where its scorers make their calls. */
export function withoutPlaces(config: ScoreConfig): JsonObject {
  const table = JSON.parse(JSON.stringify(config)) as JsonObject;
  for (const kind of CALL_KINDS) if (isTable(table[kind])) table[kind] = decisive(table[kind] as JsonObject);
  if (isTable(table.named)) {
    table.named = Object.fromEntries(
      Object.entries(table.named).map(([name, one]) => [
        name,
        isTable(one) && CALL_KINDS.includes(String(one.kind)) ? decisive(one as JsonObject) : one,
      ]),
    );
  }
  return table;
}

function decisive(options: JsonObject): JsonObject {
  const kept = without(options, OF_CALLS);
  return {
    ...kept,
    ...(kept.endpoint === undefined ? {} : { endpoint: endpointOf(kept.endpoint) }),
    ...(Array.isArray(kept.endpoints) ? { endpoints: kept.endpoints.map(endpointOf) } : {}),
  };
}

function endpointOf(endpoint: JsonValue): JsonValue {
  return isTable(endpoint) ? without(endpoint as JsonObject, OF_PLACES) : endpoint;
}

function without(table: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));
}

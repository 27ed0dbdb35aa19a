import type { ModelRecord } from "../../spec/mod.ts";
import type { CallerList } from "./caller_list.ts";

/** A model of a list, and who has it in a list: the server, the caller who asks, or both of them. */
export interface MergedModel {
  /**
   * `provider/what the provider calls it`: unlike the model's key, it is another one in each list. Of what the user has
   * declared, `provider[/tag]/the model's key`.
   */
  readonly id: string;
  /**
   * The caller's facts where there are both: those of the account that the call would be made with. What the user has
   * declared counts more than either.
   */
  readonly record: ModelRecord;
  /** Whose lists have it. */
  readonly source: "server" | "caller" | "both";
}

/**
 * The models of the server's lists and of those of one caller, each row of each provider's list once: in the order of the
 * server's, then what the caller alone has.
 */
export function mergedModels(
  server: readonly ModelRecord[],
  caller: readonly Pick<CallerList, "models">[] = [],
): MergedModel[] {
  const merged = new Map<string, MergedModel>();
  const add = (record: ModelRecord, from: "server" | "caller") => {
    const id = idOf(record);
    const known = merged.get(id);
    if (known === undefined) merged.set(id, { id, record, source: from });
    else if (known.source !== from) merged.set(id, { id, record: counting(known.record, record), source: "both" });
    else if (record.declared !== undefined) merged.set(id, { ...known, record });
  };
  for (const record of server) add(record, "server");
  for (const { models } of caller) for (const record of models) add(record, "caller");
  return [...merged.values()];
}

function counting(server: ModelRecord, caller: ModelRecord): ModelRecord {
  return server.declared === undefined ? caller : server;
}

/** Two declared endpoints of one server may ask for the same model by the same name, and so may one of its list. */
function idOf({ provider, wireModel, declared }: ModelRecord): string {
  if (declared === undefined) return `${provider}/${wireModel}`;
  const at = declared.lastIndexOf("@");
  return `${declared.slice(at + 1)}/${declared.slice(0, at)}`;
}

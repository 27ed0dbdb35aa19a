import type { ModelRecord } from "../../spec/mod.ts";
import { asOf, known, limitsText, namesOf } from "./_fact_texts.ts";
import type { FactText } from "./fact_text.ts";
import { priceLines } from "./_price_lines.ts";

/** What is known of a model, name by name, for people; what is unknown is left out. */
export function modelFacts(record: ModelRecord): FactText[] {
  const { capabilities } = record;
  return [
    ["name", record.name],
    ["facts of", `${record.provider}, ${asOf(record)}`],
    ...known("declared as", record.declared ?? null),
    ...known("stands for", record.aliasOf),
    ...known("also called", record.aliases.join(", ")),
    ...known("context", limitsText(record)),
    ...known("takes", record.inputModalities?.join(", ") ?? null),
    ...known("makes", record.outputModalities?.join(", ") ?? record.kind),
    ...known("can", namesOf(capabilities, "yes")),
    ...known("cannot", namesOf(capabilities, "no")),
    ...known("uncertain", namesOf(capabilities, "uncertain")),
    ...priceLines(record.price).map((line, i) => [i === 0 ? "$ per M tokens" : "", line] as const),
    ...known("came out", record.createdOn),
    ...known("knows up to", record.knowledgeCutoff),
    ...known("goes on", record.expiresOn),
    ...known(
      "deprecated",
      record.deprecated ? `yes${record.replacedBy === null ? "" : `: use ${record.replacedBy}`}` : null,
    ),
  ];
}

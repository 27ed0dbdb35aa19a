import { usageBody } from "../../provider/openai_server/mod.ts";
import type { RegistryCompletion } from "../../routing/mod.ts";
import type { FinishReason, JsonObject } from "../../spec/mod.ts";
import { withoutFolders } from "./_without_folders.ts";

/** Where the answer came from: `live`, or `replay` where a tape played it; `null`: nobody was asked. */
export function sourceOf(attempts: RegistryCompletion["attempts"]): string | null {
  const last = attempts.at(-1);
  return last === undefined ? null : shownSource(last.note.source);
}

/** A recording that an interrupted session of the same run made is one, too. */
export function shownSource(source: string | undefined): string {
  return source === undefined || source === "live" ? "live" : "replay";
}

/** What Tapedeck has to say of an answer beside it. What is unknown is absent. */
export function answerFacts(answer: RegistryCompletion): JsonObject {
  const { endpoint, attempts, audit, outcome, costUsd, warnings, id, servedBy } = answer;
  return {
    endpoint: endpoint.key,
    source: sourceOf(attempts) ?? "live",
    attempts: attempts.length,
    ...(costUsd === null ? {} : { cost_usd: costUsd }),
    policy: audit.policy,
    ...(outcome.failed.length === 0
      ? {}
      : { failed: outcome.failed.map(({ endpoint, errorKind }) => ({ endpoint, kind: errorKind })) }),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map(({ message }) => withoutFolders(message)) }),
    ...(id === null ? {} : { provider_id: id }),
    ...(servedBy === undefined ? {} : { served_by: servedBy }),
  };
}

/** The same for who looks at headers alone. */
export function answerHeaders(
  { endpoint, source, attempts, costUsd = null }: {
    readonly endpoint: string;
    readonly source: string;
    readonly attempts: number;
    readonly costUsd?: string | null;
  },
): Headers {
  const headers = new Headers({ "cache-control": "no-store" });
  headers.set("x-tapedeck-endpoint", encodeURI(endpoint));
  headers.set("x-tapedeck-source", source);
  headers.set("x-tapedeck-attempts", String(attempts));
  if (costUsd !== null) headers.set("x-tapedeck-cost-usd", costUsd);
  return headers;
}

/** What was used; `cost` is a number, as OpenRouter gives it: the exact one stands in `x_tapedeck`. */
export function usageWithCost({ usage, costUsd }: RegistryCompletion): JsonObject | null {
  const counts = usageBody(usage);
  return costUsd === null ? counts : { ...counts, cost: Number(costUsd) };
}

/** OpenAI's word for why an answer ended. Clients take an answer without one for half of one. */
export function finishWord(reason: FinishReason | null): string {
  return reason === null || reason === "other" ? "stop" : reason;
}

/** The provider's own word, under the name that OpenRouter has for it. */
export function nativeFinish({ rawFinishReason }: Pick<RegistryCompletion, "rawFinishReason">): JsonObject {
  return rawFinishReason === null ? {} : { native_finish_reason: rawFinishReason };
}

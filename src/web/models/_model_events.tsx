/** @jsxImportSource hono/jsx */
import { formatCount } from "../../base/mod.ts";
import { type DashboardEvent, eventStream } from "../events/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { ListsPart } from "./_lists_part.tsx";
import type { ModelSource } from "./_model_source.ts";

/**
 * Tells an open page of models of lists that were fetched, and of providers that answer better or worse. One that has not
 * listened for a while, as nobody saw it (`isAgain`), is told how all stands first.
 */
export function modelEvents(
  { events }: DashboardSources,
  source: ModelSource,
  { isAgain }: { readonly isAgain: boolean },
): Response {
  return eventStream((send) => {
    let prices = 0;
    const showLists = () => {
      // Whoever tells does not wait for what the pages make of it; what cannot be read now is told with what happens next.
      source.lists().then((facts) => send.fragment("lists", <ListsPart {...facts} />)).catch(() => {});
    };
    if (isAgain) {
      send.ask("filters");
      showLists();
    }
    return events.subscribe((event) => {
      if (event.type === "price") {
        prices++;
        return;
      }
      send.notice(noticeOf(event, prices));
      if (event.type === "refresh") {
        prices = 0;
        send.ask("filters");
      }
      showLists();
    });
  });
}

function noticeOf(event: Exclude<DashboardEvent, { type: "price" }>, prices: number): string {
  if (event.type === "provider") {
    const why = event.reasons.length === 0 ? "" : ` (${event.reasons.join("; ")})`;
    return `${event.provider}: ${event.from} → ${event.to}${why}`;
  }
  const failed = event.providers.filter(({ outcome }) => outcome === "failed");
  const had = event.providers.filter(({ outcome }) => outcome !== "failed");
  return `Lists: ${
    [
      ...had.map(({ provider, outcome, models }) => `${provider} ${outcome}, ${formatCount(models, "model")}`),
      ...(failed.length === 0
        ? []
        : [failed.length === 1 ? `${failed[0].provider} failed` : `${failed.length} failed`]),
      ...(prices === 0 ? [] : [`${formatCount(prices, "price")} changed`]),
    ].join("; ")
  }`;
}

/**
 * What happens while somebody looks.
 * @module
 */
export type { DashboardEvent } from "./dashboard_event.ts";
export { EventFeed } from "./event_feed.ts";
export { eventResponse } from "./event_response.ts";
export { type EventSender, eventStream } from "./event_stream.ts";
export { priceEvents } from "./price_events.ts";

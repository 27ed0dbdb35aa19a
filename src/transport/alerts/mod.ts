/**
 * Alerts: what a person should know of while calls are made, and where it is sent.
 * @module
 */
export type { Alert, AlertKind, AlertSink } from "./alert.ts";
export { AlertMonitor, type AlertMonitorOptions, type AlertSettings, type ListNotice } from "./alert_monitor.ts";
export {
  compareModelLists,
  type CompareModelListsOptions,
  type ModelListChanges,
  type PriceChange,
} from "./compare_model_lists.ts";
export { lineSink } from "./line_sink.ts";
export { webhookSink, type WebhookSinkOptions } from "./webhook_sink.ts";

/**
 * Metrics for Prometheus, and spans and metrics for OpenTelemetry, out of the events of calls.
 * @module
 */
export { createMetrics, type CreateMetricsOptions, type Metrics } from "./create_metrics.ts";
export { METRIC_TABLE, type MetricFacts, type MetricName } from "./metric_table.ts";
export { openTelemetryListener, type OpenTelemetryOptions } from "./open_telemetry.ts";
export { type MetricsServer, serveMetrics, type ServeMetricsOptions } from "./serve_metrics.ts";

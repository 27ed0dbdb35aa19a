/**
 * What a run would cost, before it is made.
 * @module
 */
export { forecast, type ForecastOptions } from "./forecast.ts";
export { type HistoryPlaces, loadHistory } from "./load_history.ts";
export type { PastCall } from "./past_call.ts";
export type { EndpointForecast, ForecastRange, SweepForecast } from "./sweep_forecast.ts";

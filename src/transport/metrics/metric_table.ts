/** What a metric is, as `/metrics` says it and as the guide lists it. */
export interface MetricFacts {
  /** `tapedeck_…`, in base units; a counter ends in `_total`. */
  readonly name: string;
  /** How it behaves. */
  readonly type: "counter" | "gauge" | "histogram";
  /** For people, one sentence without a full stop. */
  readonly help: string;
  /** In this order; values of those that name endpoints, scopes and models are bounded. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Doubling from 10 ms, as the GenAI conventions have it, and on to ten minutes. */
const CALL_BUCKETS = [
  0.01,
  0.02,
  0.04,
  0.08,
  0.16,
  0.32,
  0.64,
  1.28,
  2.56,
  5.12,
  10.24,
  20.48,
  40.96,
  81.92,
  163.84,
  655.36,
];
const WAIT_BUCKETS = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** All metrics, by the names that the code uses for them. */
export const METRIC_TABLE = {
  runInfo: {
    name: "tapedeck_run_info",
    type: "gauge",
    help: "Always 1: which command runs, of which version, and which run it makes",
    labels: ["command", "version", "run"],
  },
  requests: {
    name: "tapedeck_requests_total",
    type: "counter",
    help: "Tries that have ended, by where the answer came from and by what became of them: ok or a kind of error",
    labels: ["provider", "endpoint", "source", "result"],
  },
  duration: {
    name: "tapedeck_request_duration_seconds",
    type: "histogram",
    help: "From the hand-over of a live request to its last byte, or to its failure",
    labels: ["provider", "endpoint"],
    buckets: CALL_BUCKETS,
  },
  firstToken: {
    name: "tapedeck_time_to_first_token_seconds",
    type: "histogram",
    help: "From the hand-over of a live request to the first token",
    labels: ["provider", "endpoint"],
    buckets: CALL_BUCKETS,
  },
  tokens: {
    name: "tapedeck_tokens_total",
    type: "counter",
    help: "Tokens of live calls; cached ones are input, reasoning is output",
    labels: ["provider", "endpoint", "type"],
  },
  cost: {
    name: "tapedeck_cost_dollars_total",
    type: "counter",
    help: "What live calls have cost, as far as their prices are known",
    labels: ["provider", "endpoint", "credential"],
  },
  unpriced: {
    name: "tapedeck_unpriced_requests_total",
    type: "counter",
    help: "Live answers of which nobody knows what they cost",
    labels: ["provider", "endpoint"],
  },
  queue: {
    name: "tapedeck_queue_length",
    type: "gauge",
    help: "Calls that wait for a permit",
    labels: ["provider", "endpoint", "lane"],
  },
  queueWait: {
    name: "tapedeck_queue_wait_seconds",
    type: "histogram",
    help: "How long calls have waited for a permit",
    labels: ["provider", "lane"],
    buckets: WAIT_BUCKETS,
  },
  inFlight: {
    name: "tapedeck_requests_in_flight",
    type: "gauge",
    help: "Live requests that have not ended",
    labels: ["provider", "endpoint"],
  },
  retries: {
    name: "tapedeck_retries_total",
    type: "counter",
    help: "Tries that were made again, by the kind of error of the try before",
    labels: ["provider", "endpoint", "error"],
  },
  retryWait: {
    name: "tapedeck_retry_wait_seconds_total",
    type: "counter",
    help: "Waits before tries that were made again",
    labels: ["provider"],
  },
  breakerOpen: {
    name: "tapedeck_breaker_open",
    type: "gauge",
    help: "1 while a breaker is open or half-open, else 0",
    labels: ["provider", "scope"],
  },
  breakerOpenTime: {
    name: "tapedeck_breaker_open_seconds_total",
    type: "counter",
    help: "How long a breaker has been open or half-open in all",
    labels: ["provider", "scope"],
  },
  breakerMoves: {
    name: "tapedeck_breaker_transitions_total",
    type: "counter",
    help: "Moves of breakers, by the state that they moved to",
    labels: ["provider", "scope", "to"],
  },
  toolRequests: {
    name: "tapedeck_tool_requests_total",
    type: "counter",
    help: "Live answers to requests that offered tools",
    labels: ["provider", "endpoint"],
  },
  toolCalls: {
    name: "tapedeck_tool_calls_total",
    type: "counter",
    help: "Calls of tools in live answers, by whether their arguments are JSON",
    labels: ["provider", "endpoint", "valid"],
  },
  routes: {
    name: "tapedeck_routes_total",
    type: "counter",
    help: "Choices of an endpoint, by policy and by whether the request pinned it",
    labels: ["endpoint", "policy", "pinned"],
  },
  fallbacks: {
    name: "tapedeck_fallbacks_total",
    type: "counter",
    help: "Calls that went on at another endpoint, by the one that failed",
    labels: ["endpoint", "error"],
  },
  lists: {
    name: "tapedeck_list_fetches_total",
    type: "counter",
    help: "Questions for a list of models: ok, failed, or cached where the cache answered",
    labels: ["provider", "result"],
  },
  listDuration: {
    name: "tapedeck_list_fetch_duration_seconds",
    type: "histogram",
    help: "How long it took to fetch a list of models",
    labels: ["provider"],
    buckets: CALL_BUCKETS,
  },
  limit: {
    name: "tapedeck_rate_limit",
    type: "gauge",
    help: "How many there may be in a window, as the last response said",
    labels: ["provider", "credential", "unit"],
  },
  limitRemaining: {
    name: "tapedeck_rate_limit_remaining",
    type: "gauge",
    help: "How many are left in the window, as the last response said",
    labels: ["provider", "credential", "unit"],
  },
  healthScore: {
    name: "tapedeck_health_score",
    type: "gauge",
    help: "How well an endpoint or a provider answers, 0 to 1",
    labels: ["key"],
  },
  healthState: {
    name: "tapedeck_health_state",
    type: "gauge",
    help: "1 for the state that an endpoint or a provider is in, 0 for the others",
    labels: ["key", "state"],
  },
  probes: {
    name: "tapedeck_probes_total",
    type: "counter",
    help: "Probes of providers, by what they came to",
    labels: ["provider", "state"],
  },
  alerts: {
    name: "tapedeck_alerts_total",
    type: "counter",
    help: "Alerts that were raised",
    labels: ["kind", "severity"],
  },
  served: {
    name: "tapedeck_served_requests_total",
    type: "counter",
    help: "Requests that a server of this process has answered, by what became of them",
    labels: ["result"],
  },
} as const satisfies { readonly [name: string]: MetricFacts };

/** The name that the code uses for a metric. */
export type MetricName = keyof typeof METRIC_TABLE;

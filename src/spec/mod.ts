/**
 * The nouns that every floor shares. Types only: this room has no code and imports nothing from outside itself.
 * @module
 */
export type { AnswerDelta } from "./answer_delta.ts";
export type { Attempt, AttemptStatus, BilledSource, CostSource } from "./attempt.ts";
export type { BreakerState, CallEvent, CallListener, CallPlace } from "./call_event.ts";
export type { CallFilter, CallTry } from "./call_try.ts";
export type { Cell, PromptSample, SampleScript, ToolScript } from "./cell.ts";
export type {
  Capabilities,
  CapabilityName,
  EndpointRecord,
  Fact,
  ModelRecord,
  Percentiles,
  ProviderRecord,
  Tier,
} from "./catalog.ts";
export type {
  AnswerPart,
  AssistantMessage,
  ChatMessage,
  ChatRequest,
  ContentPart,
  ImagePart,
  NativePart,
  PartExtra,
  ReasoningPart,
  ResponseFormat,
  TextPart,
  ToolCall,
  ToolDefinition,
  ToolMessage,
} from "./chat.ts";
export type { Clock } from "./clock.ts";
export type { Completion, FinishReason, TokenCounts, Usage, UsageDetails, Warning } from "./completion.ts";
export type { Credential } from "./credential.ts";
export type { EmbeddingFormat, EmbeddingOutcome, EmbeddingRequest, EmbeddingResult } from "./embedding.ts";
export type {
  Dialect,
  Endpoint,
  EndpointKey,
  EndpointRouting,
  ModelKey,
  ProviderAuth,
  ProviderKey,
} from "./endpoint.ts";
export type { CostFilter, CostGroup, ScorerCost } from "./cost_group.ts";
export type { CallFailure, ErrorKind, RetryDecision } from "./failure.ts";
export type { BilledAnswer, CallerFacts, CallNote, NotedFetch, NotedRequestInit, TransportFailure } from "./fetch.ts";
export type { Health, HealthState } from "./health.ts";
export type { JsonArray, JsonObject, JsonValue } from "./json.ts";
export type { FaultResponse, KeyShape, Refusal, Segment, WireLens } from "./lens.ts";
export type {
  CellRange,
  CellTry,
  CellTryFilter,
  EndpointUse,
  Fence,
  Ledger,
  LedgerLock,
  LedgerLockOptions,
  LiveTry,
  ProviderUse,
  RouteFilter,
  RunControl,
  RunFilter,
  RunRecord,
  RunStatus,
  TryCount,
  UseFilter,
} from "./ledger.ts";
export type { ChatParameters, ParameterProblem } from "./parameters.ts";
export type { HourPrice, Price, PriceOrigin, PriceOverride, TokenPrice, TokenRates } from "./price.ts";
export type {
  HealthEndpoint,
  ModelListing,
  ModelPage,
  ModelPageFacts,
  ProviderAdapter,
  ProviderDoor,
  ProviderErrors,
  ProviderLimits,
} from "./provider.ts";
export type { RateLimit, RateLimits, RateLimitUnit } from "./rate_limits.ts";
export type {
  PureScorer,
  Score,
  ScoredCall,
  Scorer,
  ScoreReduction,
  ScorerInput,
  ScoreRow,
  ScorerTools,
  ScoringRecord,
} from "./score.ts";
export type { Cut, Timing } from "./timing.ts";
export type { ChatClient, ChatClientOptions, WireFormat, WireOutcome, WireRequest, WireResponse } from "./wire.ts";
export type {
  PolicyContext,
  Rejection,
  RouteAudit,
  RouteCandidate,
  RouteNeeds,
  RouteOutcome,
  RoutePlan,
  RouteRecord,
  RouteScore,
  RoutingPolicy,
} from "./routing.ts";
export type {
  BreakerSettings,
  Lane,
  LimitSettings,
  RetrySettings,
  TimeoutSettings,
  TransportSettings,
} from "./transport_settings.ts";
export type { BreakerStatus, LimitLevel, LimitStatus, TransportStatus } from "./transport_status.ts";

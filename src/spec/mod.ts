/**
 * The nouns that every floor shares. Types only: this room has no code and imports nothing from outside itself.
 * @module
 */
export type { Attempt, AttemptStatus, BilledSource, CostSource } from "./attempt.ts";
export type { Cell, PromptSample } from "./cell.ts";
export type { ChatMessage, ChatRequest, ContentPart, ResponseFormat, ToolCall, ToolDefinition } from "./chat.ts";
export type { Clock } from "./clock.ts";
export type { Completion, FinishReason, Usage, Warning } from "./completion.ts";
export type { Credential } from "./credential.ts";
export type { Endpoint, EndpointKey, ModelKey, ProviderKey } from "./endpoint.ts";
export type { CallFailure, ErrorKind, RetryDecision } from "./failure.ts";
export type { BilledAnswer, CallerFacts, CallNote, NotedFetch, NotedRequestInit, TransportFailure } from "./fetch.ts";
export type { JsonArray, JsonObject, JsonValue } from "./json.ts";
export type { FaultResponse, KeyShape, Refusal, Segment, WireLens } from "./lens.ts";
export type { Ledger, RunRecord, RunStatus } from "./ledger.ts";
export type { Price } from "./price.ts";
export type { Score, Scorer, ScorerInput } from "./score.ts";
export type { Cut, Timing } from "./timing.ts";
export type { WireFormat, WireOutcome, WireRequest, WireResponse } from "./wire.ts";

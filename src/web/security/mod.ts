/**
 * Who may ask what: the guards in front of every page and of the API.
 * @module
 */
export { type Access, isLoopback } from "./access.ts";
export { formGuard } from "./form_guard.ts";
export {
  addressGuard,
  adminGuard,
  corsGuard,
  headerGuard,
  hostGuard,
  keepGuard,
  originGuard,
  rateGuard,
  tokenGuard,
} from "./guards.ts";
export { RateLimiter, type RateLimiterOptions } from "./rate_limiter.ts";
export { type Refusal, refused } from "./refused.tsx";
export { streamGuard, type StreamGuardOptions } from "./stream_guard.ts";

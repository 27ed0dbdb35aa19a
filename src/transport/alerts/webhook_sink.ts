import { type PlainFetch, UserError } from "../../base/mod.ts";
import type { Clock, Credential } from "../../spec/mod.ts";
import type { Alert, AlertSink } from "./alert.ts";

/** Where alerts are posted to, and how. */
export interface WebhookSinkOptions {
  /** The whole address is a secret: whoever knows it can post. */
  readonly url: Credential;
  /** The way to the network, and never a tape's. */
  readonly fetch: PlainFetch;
  /** Of the waits and the limits. */
  readonly clock: Clock;
  /** Told what could not be delivered, once per alert; the address is not in it. */
  readonly warn: (message: string) => void;
  /** How long one request may take; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** All tries of one alert, the first included; 3 unless given. */
  readonly maxTries?: number;
  /** How long `close` waits for what is still to be delivered; 5,000 unless given. */
  readonly closeMs?: number;
}

const TIMEOUT_MS = 5_000;
const CLOSE_MS = 5_000;
const MAX_TRIES = 3;
const FIRST_WAIT_MS = 1_000;
const WAIT_FACTOR = 4;
/** More than that is a flood, of which the first tell enough. */
const MAX_WAITING = 100;

/**
 * Posts alerts as JSON, one at a time and in order. `text` is what Slack and its like show; the alert's own fields stand
 * beside it. A server that fails (429, 5xx, no answer) is asked again a few times; nothing of it reaches the calls.
 *
 * @throws {UserError} when the address is none; it is not in the message, as it may be any other secret.
 */
export function webhookSink(options: WebhookSinkOptions): AlertSink {
  assertAddress(options.url);
  const waiting: Alert[] = [];
  const controller = new AbortController();
  let running: Promise<void> | null = null;
  let dropped = 0;
  const run = async () => {
    for (let alert = waiting[0]; alert !== undefined; alert = waiting[0]) {
      const problem = await deliver(alert, options, controller.signal);
      waiting.shift();
      if (problem !== null) options.warn(`An alert was not delivered to ${options.url.name} as ${problem}`);
    }
    running = null;
  };
  return {
    send(alert) {
      if (controller.signal.aborted) return;
      if (waiting.length >= MAX_WAITING) return void dropped++;
      waiting.push(alert);
      running ??= run();
    },
    async close() {
      const { clock, closeMs = CLOSE_MS } = options;
      const done = new AbortController();
      clock.sleep(closeMs, done.signal).then(() => controller.abort(), () => {});
      await running;
      done.abort();
      controller.abort();
      if (dropped > 0) options.warn(`${dropped} alerts were not sent to ${options.url.name} as there were too many`);
    },
  };
}

function assertAddress(url: Credential): void {
  const address = URL.parse(url.reveal());
  if (address !== null && /^https?:$/.test(address.protocol) && address.username + address.password === "") return;
  const source = url.name.replace(/^env:/, "the environment variable ");
  throw new UserError(
    `Cannot post alerts as ${source} must have a URL that starts with http:// or https://, without user name and ` +
      "password: its value is not shown",
    { exitCode: 2 },
  );
}

/** `null`, or why it could not be delivered. */
async function deliver(alert: Alert, options: WebhookSinkOptions, signal: AbortSignal): Promise<string | null> {
  const { clock, maxTries = MAX_TRIES } = options;
  let waitMs = FIRST_WAIT_MS;
  for (let tries = 1;; tries++) {
    if (signal.aborted) return "the command has ended";
    const { problem, again } = await post(alert, options, signal);
    if (problem === null || !again || tries >= maxTries) return problem;
    try {
      await clock.sleep(waitMs, signal);
    } catch {
      return problem;
    }
    waitMs *= WAIT_FACTOR;
  }
}

interface Posted {
  readonly problem: string | null;
  readonly again: boolean;
}

async function post(alert: Alert, options: WebhookSinkOptions, signal: AbortSignal): Promise<Posted> {
  const { url, fetch, clock, timeoutMs = TIMEOUT_MS } = options;
  const [late, ended] = [new AbortController(), new AbortController()];
  clock.sleep(timeoutMs, ended.signal).then(() => late.abort(), () => {});
  try {
    const response = await fetch(url.reveal(), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(bodyOf(alert)),
      redirect: "manual",
      signal: AbortSignal.any([late.signal, signal]),
    });
    await response.body?.cancel();
    const { status } = response;
    if (status >= 200 && status < 300) return { problem: null, again: false };
    return { problem: `it was answered with ${status}`, again: status === 429 || status >= 500 };
  } catch {
    // What the runtime says has the address in it.
    return late.signal.aborted
      ? { problem: `there was no answer within ${timeoutMs} ms`, again: true }
      : { problem: "its server cannot be reached", again: true };
  } finally {
    ended.abort();
  }
}

function bodyOf(alert: Alert) {
  return { text: `[tapedeck] ${alert.message}`, ...alert };
}

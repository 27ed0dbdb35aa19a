/** @jsxImportSource hono/jsx */
import { setAlarm } from "../../base/mod.ts";
import type { ProviderOverview } from "../../routing/mod.ts";
import type { Clock, HealthState, ProviderKey } from "../../spec/mod.ts";
import { type EventSender, eventStream } from "../events/mod.ts";
import { AlertList } from "./_alert_list.tsx";
import { Cards, cardsMark, Summary } from "./_health_parts.tsx";
import type { HealthFacts, HealthView } from "./_health_view.ts";
import { ProviderState } from "./_provider_card.tsx";
import { RunningTable } from "./_running_table.tsx";
import { idOf } from "./_words.ts";

/** What running commands say is in files, which tell nobody that they have changed. */
const LOOK_MS = 3_000;

/** Tells an open page what has changed, as long as it is open. */
export function healthEvents(
  view: HealthView,
  { clock, closing }: { readonly clock: Clock; readonly closing: AbortSignal },
): Response {
  return eventStream((send) => {
    const teller = new Teller(view, { send, clock });
    closing.addEventListener("abort", send.end, { once: true });
    teller.begin();
    return () => {
      closing.removeEventListener("abort", send.end);
      teller.stop();
    };
  });
}

class Teller {
  readonly #view: HealthView;
  readonly #send: EventSender;
  readonly #clock: Clock;
  readonly #states = new Map<ProviderKey, HealthState>();
  #mark: string | null = null;
  #takeBack = () => {};
  #unwatch = () => {};
  #isOver = false;
  #isLooking = false;
  #isAskedAgain = false;

  constructor(view: HealthView, { send, clock }: { readonly send: EventSender; readonly clock: Clock }) {
    this.#view = view;
    this.#send = send;
    this.#clock = clock;
  }

  begin(): void {
    this.#unwatch = this.#view.watch(() => void this.#look());
    void this.#look();
  }

  stop(): void {
    this.#isOver = true;
    this.#unwatch();
    this.#takeBack();
  }

  /** One look at a time; who asks while one goes on gets another one behind it. */
  async #look(): Promise<void> {
    this.#isAskedAgain = this.#isLooking;
    if (this.#isLooking || this.#isOver) return;
    this.#isLooking = true;
    this.#takeBack();
    try {
      const facts = await this.#view.look();
      if (!this.#isOver) this.#tell(facts);
    } catch {
      // A file that cannot be read now, half written for instance, may be the next time; the page itself says why not.
    }
    this.#isLooking = false;
    if (this.#isOver) return;
    if (this.#isAskedAgain) return void this.#look();
    this.#takeBack = setAlarm(this.#clock, LOOK_MS, () => void this.#look());
  }

  #tell(facts: HealthFacts): void {
    const { fragment } = this.#send;
    const used = facts.overviews.filter(({ isUsed }) => isUsed);
    const mark = cardsMark(facts);
    if (this.#mark !== null && this.#mark !== mark) fragment("health-cards", <Cards {...facts} />);
    this.#mark = mark;
    for (const overview of used) {
      fragment(idOf("health", overview.provider), <ProviderState overview={overview} now={facts.now} />);
      this.#announce(overview);
    }
    fragment("health-summary", <Summary {...facts} />);
    fragment("health-alerts", <AlertList {...facts} />);
    fragment("health-running", <RunningTable {...facts} />);
  }

  #announce({ provider, state, reasons }: ProviderOverview): void {
    const before = this.#states.get(provider);
    this.#states.set(provider, state);
    if (before === undefined || before === state) return;
    const why = reasons.length === 0 ? "" : `: ${reasons.join("; ")}`;
    this.#send.notice(`${provider} is ${state}${why}`);
  }
}

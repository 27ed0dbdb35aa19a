import { UserError } from "../base/mod.ts";
import type { EndpointKey } from "../spec/mod.ts";
import { SweepControl } from "../sweep/mod.ts";
import { onKey } from "./on_key.ts";
import { messageOf, perform, type PerformOptions, type Question } from "./_perform.ts";
import type { PickerFace } from "./picker_face.ts";
import type { PickerServices, WatchedRun } from "./picker_services.ts";
import { render } from "./render.ts";
import { initialStep, type Message, type PickerSetting, type PickerState, type Step } from "./state/mod.ts";
import { update } from "./update.ts";

/** What a session needs. */
export interface RunPickerOptions {
  /** The terminal, which is closed at the end. */
  readonly face: PickerFace;
  /** What answers its questions. */
  readonly services: PickerServices;
  /** How it was started, as far as that is shown. */
  readonly setting: PickerSetting;
  /** What is searched for at the beginning; all unless given. */
  readonly query?: string;
  /** Aborting it ends the session, with nothing selected. */
  readonly signal?: AbortSignal;
}

/** What a session came to. */
export interface PickerResult {
  /** In the order in which they were selected. */
  readonly selected: readonly EndpointKey[];
  /** The command that goes on with the last run, where that was interrupted; else `null`. */
  readonly resume: string | null;
  /** Whether it was broken off by Ctrl-C. */
  readonly isBroken: boolean;
}

/**
 * Show the picker until it is left. However that happens, the terminal is given back as it was.
 *
 * @throws whatever is a bug: what a question comes to that fails is shown.
 */
export async function runPicker(options: RunPickerOptions): Promise<PickerResult> {
  const session = new Session(options);
  let selected: readonly EndpointKey[];
  try {
    selected = await session.run();
  } finally {
    await session.close();
  }
  return { selected, resume: session.resume, isBroken: session.isBroken };
}

/** The loop: keys and messages make states, states are drawn, and what they ask for is carried out. */
class Session {
  readonly #options: RunPickerOptions;
  readonly #ended = Promise.withResolvers<readonly EndpointKey[]>();
  readonly #work = new AbortController();
  readonly #running = new Set<Promise<void>>();
  /** Questions under way, each with the one that comes after it. */
  readonly #asked = new Map<Question["do"], Question | null>();
  #state: PickerState;
  #run: { readonly control: SweepControl; readonly breaking: AbortController } | null = null;
  resume: string | null = null;
  isBroken = false;
  readonly #first: Step;

  constructor(options: RunPickerOptions) {
    this.#options = options;
    const { setting, face, query } = options;
    this.#first = initialStep({ setting, size: face.size(), ...(query === undefined ? {} : { query }) });
    this.#state = this.#first.state;
  }

  async run(): Promise<readonly EndpointKey[]> {
    const { face, signal } = this.#options;
    const stop = () => this.#ended.resolve([]);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      if (signal?.aborted) return [];
      face.listen({
        keys: (keys) => this.#guard(() => keys.forEach((key) => this.#take(onKey(this.#state, key)))),
        resized: (size) => this.#guard(() => this.#take(update(this.#state, { got: "size", size }))),
      });
      this.#guard(() => this.#take(this.#first));
      return await this.#ended.promise;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** What is under way ends with the session: a run of which calls are in flight is ended as by Esc, twice. */
  async close(): Promise<void> {
    this.#work.abort();
    this.#end("finish");
    this.#end("break");
    await this.#options.face.close();
    await Promise.allSettled(this.#running);
  }

  #take({ state, effects }: Step): void {
    this.#state = state;
    for (const effect of effects) {
      if (effect.do === "end") this.#leave(effect.isBroken);
      else if (effect.do === "stop") this.#end(effect.how);
      else if (effect.do === "find" || effect.do === "cost") this.#ask(effect);
      else this.#start(perform(effect, this.#performing()));
    }
  }

  #leave(isBroken: boolean): void {
    this.isBroken = isBroken;
    this.#ended.resolve(this.#state.selected);
  }

  /** What is asked with every letter is asked one at a time, and of those that wait only the last. */
  #ask(question: Question): void {
    const isBusy = this.#asked.has(question.do);
    this.#asked.set(question.do, isBusy ? question : null);
    if (isBusy) return;
    const answer = perform(question, this.#performing());
    this.#start(answer.finally(() => {
      const next = this.#asked.get(question.do) ?? null;
      this.#asked.delete(question.do);
      if (next !== null && !this.#work.signal.aborted) this.#ask(next);
    }));
  }

  #performing(): PerformOptions {
    const { services } = this.#options;
    return { services, signal: this.#work.signal, watched: () => this.#begun() };
  }

  /** A run that begins now. */
  #begun(): WatchedRun {
    const run = { control: new SweepControl(), breaking: new AbortController() };
    this.#run = run;
    return {
      control: run.control,
      signal: run.breaking.signal,
      show: (progress) => this.#tell({ got: "progress", progress }),
      tell: (text) => this.#tell({ got: "told", text }),
    };
  }

  #end(how: "finish" | "break"): void {
    if (how === "finish") this.#run?.control.finish();
    else this.#run?.breaking.abort(new UserError("Cannot go on with the run as it was ended"));
  }

  #start(work: Promise<Message>): void {
    const told = work
      .catch((error): Message => ({ got: "failed", why: messageOf(error) }))
      .then((message) => {
        if (message.got === "run_ended") this.resume = message.resume;
        this.#tell(message);
      })
      .finally(() => this.#running.delete(told));
    this.#running.add(told);
  }

  #tell(message: Message): void {
    this.#guard(() => this.#take(update(this.#state, message)));
  }

  /** A bug ends the session, and not in silence behind a screen that stands still. */
  #guard(act: () => void): void {
    if (this.#work.signal.aborted) return;
    try {
      act();
      this.#options.face.draw(render(this.#state, this.#options.face.size()));
    } catch (error) {
      this.#ended.reject(error);
    }
  }
}

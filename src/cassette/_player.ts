import { UserError } from "../base/mod.ts";
import type { CallNote, Clock } from "../spec/mod.ts";
import { Pace } from "./_pace.ts";
import { fillNote, playedResponse } from "./_play.ts";
import type { RawRequest } from "./_request.ts";
import type { Targets } from "./_target.ts";
import type { Playable } from "./interaction.ts";
import type { CassetteMode } from "./mode.ts";

/** A played call that the client called off: it cancelled the body or aborted the call before the recorded end. */
export interface CancelledCall {
  /** Of the recording that was played. */
  readonly key: string;
  /** How many chunks of the body the client had been given. */
  readonly afterChunks: number;
}

/** A call that a recording answers. */
export interface PlayedCall {
  readonly url: string;
  readonly raw: RawRequest;
  readonly forward: RequestInit;
  readonly note: CallNote | undefined;
}

/** What a recording is played with. */
export interface PlayerParts {
  readonly mode: CassetteMode;
  readonly targets: Targets;
  readonly clock: Clock;
  readonly speed: number;
}

/** Plays recordings. */
export class Player {
  played = 0;
  readonly cancelled: CancelledCall[] = [];
  readonly #parts: PlayerParts;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
  }

  play(interaction: Playable, { url, raw, forward, note }: PlayedCall): Promise<Response> {
    const { mode, clock, speed, targets } = this.#parts;
    this.played++;
    if (note !== undefined) {
      note.key = interaction.key;
      const own = note.run !== undefined && interaction.run === note.run && mode !== "replay";
      note.source = own ? "resumed" : "replay";
      fillNote(note, interaction);
    }
    if (interaction.unrecordable !== undefined) return Promise.reject(notKept(interaction, note));
    return playedResponse(interaction, {
      url,
      method: raw.method,
      // A call of ours leads nobody's key elsewhere when it is live; what is recorded leads nowhere.
      redirect: note === undefined ? forward.redirect : "follow",
      signal: forward.signal ?? null,
      pace: speed === 0 ? null : new Pace(clock, speed),
      liveUrl: (recorded) => targets.live(recorded),
      onCancel: (afterChunks) => {
        if (note !== undefined) note.cancelledAfter = afterChunks;
        this.cancelled.push({ key: interaction.key, afterChunks });
      },
    });
  }
}

/** The provider answered and was paid, and there is nothing to play: what its caller had of it is told by the note. */
function notKept({ key, unrecordable, answered }: Playable, note: CallNote | undefined): UserError {
  if (note !== undefined) {
    note.unrecordable = unrecordable;
    note.answered = answered;
  }
  return new UserError(`Cannot replay the recording ${key} as its answer was not kept: ${unrecordable}`);
}

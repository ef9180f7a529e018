import { STREAM_WINDOW_EVENTS } from '#wire';
import type { Clock } from '../clock.js';

/** Fewer events than this are not worth a message. A worker must go on before it has heard of all. */
export const TAKEN_STEP_EVENTS = STREAM_WINDOW_EVENTS / 4;

/** Tells a worker how many stream events have been dealt with, so that it is never far ahead. */
export class TakenNotice {
  /** Not told yet; a turn is asked for once there are enough. */
  #events = 0;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (events: number) => void,
  ) {}

  add(events: number): void {
    const isAsked = this.#events >= TAKEN_STEP_EVENTS;
    this.#events += events;
    // By then what has come in this turn is written.
    if (!isAsked && this.#events >= TAKEN_STEP_EVENTS) this.clock.nextTurn(() => this.#flush());
  }

  #flush(): void {
    const events = this.#events;
    this.#events = 0;
    this.tell(events);
  }
}

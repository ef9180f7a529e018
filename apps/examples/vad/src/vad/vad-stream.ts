import { Windows } from '../audio/windows.js';
import { Segments, type Segment } from './segments.js';
import { SileroVad, type Rate } from './silero-vad.js';

/** What a piece has brought to light. */
export interface Heard {
  /** That have ended with it. */
  readonly segments: readonly Segment[];
  /** Whether one has begun and not ended. */
  readonly speaking: boolean;
  /** All samples of the stream so far. */
  readonly samples: number;
}

/** One live stream: what the model remembers of it, and what it has not heard yet. */
export class VadStream {
  readonly #windows: Windows;
  readonly #segments: Segments;
  #state: Float32Array = new Float32Array(SileroVad.STATE);
  #samples = 0;

  constructor(readonly rate: Rate) {
    const { window, context } = SileroVad.SIZES[rate];
    this.#windows = new Windows(window, context);
    this.#segments = new Segments(Number(rate), window);
  }

  push(samples: Float32Array, isLast: boolean): void {
    this.#samples += samples.length;
    this.#windows.push(samples);
    if (isLast) this.#windows.end();
  }

  get isReady(): boolean {
    return this.#windows.isReady;
  }

  /** The state of the model, and what it hears next. */
  next(): { readonly state: Float32Array; readonly window: Float32Array } {
    return { state: this.#state, window: this.#windows.next() };
  }

  hear(probability: number, state: Float32Array): void {
    this.#state = state;
    this.#segments.hear(probability);
  }

  /** @param isLast no more pieces will come */
  heard(isLast: boolean): Heard {
    if (isLast) this.#segments.end(this.#samples);
    return { segments: this.#segments.take(), speaking: this.#segments.isSpeaking, samples: this.#samples };
  }
}

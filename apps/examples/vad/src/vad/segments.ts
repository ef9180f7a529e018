/** A stretch of speech, in samples from the beginning of the stream. */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

const THRESHOLD = 0.5;
/** Below it speech has paused; between the two it goes on as it is. */
const PAUSE_THRESHOLD = 0.35;
const MIN_SPEECH_MS = 250;
const MIN_PAUSE_MS = 100;
/** Added on both sides. Pauses are longer than twice that, so that segments never meet. */
const PADDING_MS = 30;

/**
 * Makes segments of the probabilities of speech, window by window, as Silero's `get_speech_timestamps` does with its
 * defaults; each is there as soon as its pause is long enough.
 */
export class Segments {
  readonly #perMs: number;
  #heard = 0;
  #start: number | undefined;
  /** Where the pause began that may end the segment. */
  #pause: number | undefined;
  #done: Segment[] = [];

  /**
   * @param rate samples a second
   * @param window samples of a window
   */
  constructor(
    rate: number,
    private readonly window: number,
  ) {
    this.#perMs = rate / 1000;
  }

  get isSpeaking(): boolean {
    return this.#start !== undefined;
  }

  /** The next window. */
  hear(probability: number): void {
    const at = this.#heard;
    this.#heard += this.window;
    if (probability >= THRESHOLD) {
      this.#pause = undefined;
      this.#start ??= at;
    } else if (probability < PAUSE_THRESHOLD && this.#start !== undefined) {
      this.#pause ??= at;
      if (at - this.#pause >= MIN_PAUSE_MS * this.#perMs)
        this.#close(this.#pause, this.#pause + PADDING_MS * this.#perMs);
    }
  }

  /** The stream is over after so many samples. */
  end(samples: number): void {
    this.#close(samples, samples);
  }

  /** The segments that have ended since the last call. */
  take(): Segment[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #close(end: number, paddedEnd: number): void {
    const start = this.#start ?? end;
    this.#start = undefined;
    this.#pause = undefined;
    if (end - start <= MIN_SPEECH_MS * this.#perMs) return;
    this.#done.push({ start: Math.max(0, start - PADDING_MS * this.#perMs), end: paddedEnd });
  }
}

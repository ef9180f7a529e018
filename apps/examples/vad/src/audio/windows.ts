/**
 * Cuts a stream that comes in pieces of any length into windows of one length, each with the last samples of the one
 * before it in front; before the first one is silence.
 */
export class Windows {
  #samples: Float32Array;
  /** Where in them the next window, with its context, begins. */
  #at = 0;

  /**
   * @param length of a window in samples
   * @param context samples in front of each
   */
  constructor(
    private readonly length: number,
    private readonly context: number,
  ) {
    this.#samples = new Float32Array(context);
  }

  push(samples: Float32Array): void {
    const kept = this.#samples.subarray(this.#at);
    this.#samples = new Float32Array(kept.length + samples.length);
    this.#samples.set(kept);
    this.#samples.set(samples, kept.length);
    this.#at = 0;
  }

  /** Fills the last window up with silence, if it has begun. */
  end(): void {
    const begun = (this.#samples.length - this.#at - this.context) % this.length;
    if (begun > 0) this.push(new Float32Array(this.length - begun));
  }

  get isReady(): boolean {
    return this.#samples.length - this.#at >= this.context + this.length;
  }

  /** The next window behind its context; only when it {@link isReady}. */
  next(): Float32Array {
    const window = this.#samples.subarray(this.#at, this.#at + this.context + this.length);
    this.#at += this.length;
    return window;
  }
}

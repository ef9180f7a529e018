import type { Clock } from '../clock.js';

/** What one worker may print; beyond it lines are dropped, so that a chatty worker cannot stall the HTTP process. */
export const MAX_OUTPUT_BYTES_PER_SECOND = 1024 * 1024;

const WINDOW_MS = 1000;

/** Lets lines through until a second's worth is full, then drops and counts until the second is over. */
export class OutputLimiter {
  #windowEndsAt = -Infinity;
  #bytes = 0;
  #droppedLines = 0;
  #droppedBytes = 0;
  /** Calls the timer of the summary off; set while lines are being dropped, so an idle limiter has no timer. */
  #cancelSummary: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    /** Told once per second in which lines were dropped. */
    private readonly summary: (line: string) => void,
  ) {}

  /** Whether a line of so many bytes is to be kept. */
  admits(bytes: number): boolean {
    const now = this.clock.now();
    if (now >= this.#windowEndsAt) {
      this.flush();
      this.#windowEndsAt = now + WINDOW_MS;
      this.#bytes = 0;
    }
    this.#bytes += bytes;
    if (this.#bytes <= MAX_OUTPUT_BYTES_PER_SECOND) return true;
    this.#droppedLines += 1;
    this.#droppedBytes += bytes;
    this.#cancelSummary ??= this.clock.after(this.#windowEndsAt - now, () => this.flush());
    return false;
  }

  /** Says now what was dropped, if anything was. */
  flush(): void {
    this.#cancelSummary?.();
    this.#cancelSummary = undefined;
    if (this.#droppedLines === 0) return;
    const lines = this.#droppedLines;
    const kibibytes = Math.ceil(this.#droppedBytes / 1024);
    this.#droppedLines = 0;
    this.#droppedBytes = 0;
    this.summary(
      `litserve: ${lines} lines (${kibibytes} KiB) of output dropped, more than 1 MiB in a second`,
    );
  }
}

/** Ends a text before the first of its stop sequences, which may lie across chunks. */
export class StopScanner {
  /** Text that may yet turn out to be the beginning of a stop sequence. */
  #held = '';
  #isStopped = false;

  constructor(private readonly stops: readonly string[]) {}

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** @returns what may be shown now */
  take(text: string): string {
    if (this.#isStopped) return '';
    if (this.stops.length === 0) return text;
    const all = this.#held + text;
    const found = this.stops.map((stop) => all.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) {
      this.#isStopped = true;
      this.#held = '';
      return all.slice(0, Math.min(...found));
    }
    const heldFrom = all.length - Math.max(...this.stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(heldFrom);
    return all.slice(0, heldFrom);
  }

  /** What was held back for nothing. */
  rest(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** How much of the end of the text is the beginning of a stop sequence. */
function overlap(text: string, stop: string): number {
  for (let size = Math.min(stop.length - 1, text.length); size > 0; size -= 1) {
    if (text.endsWith(stop.slice(0, size))) return size;
  }
  return 0;
}

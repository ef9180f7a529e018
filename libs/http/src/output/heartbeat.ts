/** Proxies cut connections that are silent for a minute or so. */
const INTERVAL_MS = 15_000;

/** Beats for all open streams with one timer, which exists only while there is one. */
export class Heartbeat {
  readonly #open = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  /** @param beat called every 15 s until the returned function is */
  join(beat: () => void): () => void {
    this.#open.add(beat);
    this.#timer ??= setInterval(() => this.#beat(), INTERVAL_MS).unref();
    return () => {
      this.#open.delete(beat);
      if (this.#open.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #beat(): void {
    for (const beat of this.#open) beat();
  }
}

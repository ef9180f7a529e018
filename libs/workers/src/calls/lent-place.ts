/** What a run holds of its worker while it runs. */
export interface Place {
  /** Others may have it for a while. */
  lend(): void;
  /** The run goes on, at once, even if somebody is in its place. */
  reclaim(): void;
}

/**
 * Lends the place of a run while the run waits for calls. An endpoint of the same pool that it calls could find no place
 * otherwise, and both would wait for each other.
 */
export class LentPlace {
  /** Calls that are open; the place is lent while there are any. */
  #calls = 0;
  #place: Place | undefined;

  callOpened(): void {
    this.#calls += 1;
    if (this.#calls === 1) this.#place?.lend();
  }

  callClosed(): void {
    this.#calls -= 1;
    if (this.#calls === 0) this.#place?.reclaim();
  }

  /** The run is in this place from now on. Its first calls may have come before. */
  occupy(place: Place): void {
    this.#place = place;
    if (this.#calls > 0) place.lend();
  }

  /** The run has finished; whoever has the place releases it. */
  vacate(): void {
    if (this.#calls > 0) this.#place?.reclaim();
    this.#place = undefined;
  }
}

import type { OpenDemand } from './batching-strategy.js';

/** The demands that wait for items, oldest first; those that only want a full batch come after all others. */
export class DemandLine {
  /** May hold demands that have closed; they are dropped at the head, and all of them when another joins. */
  #normal: OpenDemand[] = [];
  #fullOnly: OpenDemand[] = [];

  join(demand: OpenDemand): void {
    if (demand.fullOnly) this.#fullOnly = [...this.#fullOnly.filter(isOpen), demand];
    else this.#normal = [...this.#normal.filter(isOpen), demand];
  }

  first(): OpenDemand | undefined {
    return firstOpen(this.#normal) ?? firstOpen(this.#fullOnly);
  }

  /** Takes out what {@link first} returned. */
  leave(): void {
    if (this.#normal.length > 0) this.#normal.shift();
    else this.#fullOnly.shift();
  }
}

function isOpen(demand: OpenDemand): boolean {
  return demand.open;
}

function firstOpen(demands: OpenDemand[]): OpenDemand | undefined {
  while (demands[0]?.open === false) demands.shift();
  return demands[0];
}

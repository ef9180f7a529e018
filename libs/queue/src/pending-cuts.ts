import type { Ticket } from '#batching';

/** A cut that no slot has taken yet. */
export interface PendingCut<T> {
  /** Those that have left since are still in here; `ticket.cut` tells. */
  readonly tickets: readonly T[];
  /** How many of them are left, never 0 while the cut is pending. */
  size: number;
  /** A retry, which runs as it is: nothing is added to find out who is to blame. */
  readonly alone: boolean;
}

/** A ticket that knows which cut it is in. */
export interface CuttableTicket<T> extends Ticket {
  cut: PendingCut<T> | undefined;
}

/** The decided batches no slot has taken yet, first come first served, retries before all others. */
export class PendingCuts<T extends CuttableTicket<T>> {
  /** Sets, as they keep the order of insertion and lose a member from anywhere in O(1). */
  readonly #retries = new Set<PendingCut<T>>();
  readonly #others = new Set<PendingCut<T>>();
  #size = 0;
  #cost = 0;

  /** Tickets in all cuts. */
  get size(): number {
    return this.#size;
  }

  /** What the tickets in all cuts cost. */
  get cost(): number {
    return this.#cost;
  }

  get first(): PendingCut<T> | undefined {
    for (const cut of this.#retries) return cut;
    for (const cut of this.#others) return cut;
    return undefined;
  }

  get head(): T | undefined {
    const cut = this.first;
    return cut?.tickets.find((ticket) => ticket.cut === cut);
  }

  add(tickets: readonly T[], alone: boolean): void {
    if (tickets.length === 0) return;
    const cut: PendingCut<T> = { tickets, size: tickets.length, alone };
    for (const ticket of tickets) {
      ticket.cut = cut;
      this.#cost += ticket.cost;
    }
    this.#size += tickets.length;
    (alone ? this.#retries : this.#others).add(cut);
  }

  /** Takes up to `max` tickets out; what is left of the cut keeps its place. */
  take(cut: PendingCut<T>, max: number): T[] {
    const taken: T[] = [];
    for (const ticket of cut.tickets) {
      if (taken.length === max) break;
      if (ticket.cut === cut) taken.push(ticket);
    }
    for (const ticket of taken) this.remove(ticket);
    return taken;
  }

  /** Takes one ticket out of the cut it is in; a cut that becomes empty is gone. */
  remove(ticket: T): void {
    const { cut } = ticket;
    if (cut === undefined) return;
    ticket.cut = undefined;
    this.#size--;
    // Sums of fractions drift; nothing costs nothing.
    this.#cost = this.#size === 0 ? 0 : this.#cost - ticket.cost;
    cut.size--;
    if (cut.size === 0) (cut.alone ? this.#retries : this.#others).delete(cut);
  }

  all(): T[] {
    return [...this.#retries, ...this.#others].flatMap((cut) =>
      cut.tickets.filter((ticket) => ticket.cut === cut),
    );
  }
}
